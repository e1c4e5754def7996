/** What the figures mean and what is missing: printed below them, and in every file. */
import type { History } from "../../api/views";
import { dayClock } from "../../format/times";
import { useText } from "../../i18n/language";
import { attributionNames } from "../../live/attribution";
import { SeverityMark } from "../../parts/Mark";
import { ruleFormulas, ruleNames } from "../../parts/Measure";
import { measureOf } from "./measures";
import type { Group } from "./question";

export function Notes({ history }: { history: History }) {
  const text = useText();
  const { coverage, zone, definition } = history;
  const show = (instant: string | null | undefined) => dayClock(instant, zone);
  const group = history.by as Group;
  const running = history.intervals.some((interval) => interval.is_running);
  return (
    <section className="panel history-notes" aria-label={text("history.notes")}>
      <h2>{text("history.notes")}</h2>
      <ul>
        <li>
          {text("history.covers", {
            from: show(coverage.from),
            until: show(coverage.closed_until),
          })}
        </li>
        {running && <li>{text("history.running")}</li>}
        {history.compared && (
          <li>
            {text("history.compared_with", {
              from: show(history.compared.from),
              to: show(history.compared.to),
            })}
          </li>
        )}
        {coverage.gaps.map((gap) => (
          <li key={`${gap.source}-${gap.from}`}>
            <SeverityMark severity="warning" />{" "}
            {text("history.gap", { source: gap.source, from: show(gap.from), to: show(gap.to) })}
          </li>
        ))}
        {coverage.revised > 0 && <li>{text("history.revised", { count: coverage.revised })}</li>}
        {coverage.as_of_today.length > 0 && <li>{text("history.as_of_today")}</li>}
        <li>{text("history.counted", { zone })}</li>
        <li>{text("history.attributed", { how: text(attributionNames[history.attribution]) })}</li>
      </ul>
      <dl>
        {history.measures.map((id) => {
          const measure = measureOf(id, group);
          if (!measure) return null;
          return (
            <div key={id}>
              <dt>{text(measure.name)}</dt>
              <dd>
                {id === "service_level"
                  ? text("history.level_by", {
                      rule: text(ruleNames[definition.rule]),
                      formula: text(ruleFormulas[definition.rule]),
                      t: definition.threshold_s,
                      s: definition.short_s,
                      id: definition.id,
                      version: definition.version,
                    })
                  : text(measure.formula)}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
