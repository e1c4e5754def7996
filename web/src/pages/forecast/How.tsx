/** How a run came about, in words: what was read, which methods weigh how much, what to know. */
import type { Forecast } from "../../api/views";
import { rate } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { SeverityMark } from "../../parts/Mark";
import { methodName, noteText } from "./words";

/** Less weight is no answer to "which methods". */
const least = 0.005;

export function How({ run }: { run: Forecast }) {
  const text = useText();
  const weights = run.weights
    .filter(({ first_day, last_day }) => Math.max(first_day, last_day) >= least)
    .sort((one, other) => other.first_day - one.first_day);
  return (
    <section className="panel" aria-label={text("forecast.how")}>
      <h2>{text("forecast.how")}</h2>
      <p>
        {text("forecast.learned", {
          from: run.learned_from,
          to: run.learned_to,
          days: run.learned_days,
        })}{" "}
        {text(run.method === "combination" ? "forecast.combined" : "forecast.alone", {
          method: methodName(run.method, text),
        })}{" "}
        {text("forecast.bands_how")}
      </p>
      {run.notes.map((note) => (
        <p key={`${note.kind} ${note.day} ${note.text}`}>
          <SeverityMark severity="warning" /> {noteText(note, text)}
        </p>
      ))}
      {weights.length > 1 && (
        <ul className="lines forecast-weights">
          {weights.map((weight) => (
            <li key={weight.method}>
              <span>{methodName(weight.method, text)}</span>
              <span className="numbers second">
                {text("forecast.weight", {
                  first: rate(weight.first_day),
                  last: rate(weight.last_day),
                })}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className="second forecast-print">
        {text("forecast.print", {
          version: run.version,
          seed: run.seed,
          fingerprint: run.fingerprint,
        })}
      </p>
    </section>
  );
}
