/** The chart of one measure, and which one it is. The library loads after the figures are on the screen. */
import { lazy, Suspense } from "react";
import type { History } from "../../api/views";
import { useText } from "../../i18n/language";
import { Choice } from "../../parts/Choice";
import { measureOf } from "./measures";
import type { Question } from "./question";

const HistoryChart = lazy(() => import("./HistoryChart"));

type Props = {
  question: Question;
  change: (part: Partial<Question>) => void;
  history: History;
};

/** More lines than these cannot be told apart. */
const most = 5;

export function Drawing({ question, change, history }: Props) {
  const text = useText();
  const drawn = history.measures.includes(question.drawn ?? "")
    ? (question.drawn ?? "")
    : (history.measures[0] ?? "");
  const place = history.measures.indexOf(drawn);
  const measure = measureOf(drawn, question.group);
  if (!measure) return null;
  const largest = [...history.lines].sort(
    (one, other) => (other.total[place] ?? 0) - (one.total[place] ?? 0),
  );
  const lines = history.lines.length === 1 ? history.lines : largest.slice(0, most);
  const name = text(measure.name);
  return (
    <section className="panel" aria-label={text("history.chart")}>
      <div className="curve-head">
        <h2>{name}</h2>
        {history.measures.length > 1 && (
          <div className="history-scroll">
            <Choice
              size="small"
              aria-label={text("history.drawn")}
              value={drawn}
              onChange={(id) => change({ drawn: id })}
              options={history.measures.map((id) => {
                const known = measureOf(id, question.group);
                return { value: id, label: known ? text(known.name) : id };
              })}
            />
          </div>
        )}
      </div>
      <div
        role="img"
        aria-label={text("history.chart_says", {
          name,
          total: measure.write(history.all.total[place]),
        })}
      >
        <Suspense fallback={<div className="history-space" />}>
          <HistoryChart
            history={history}
            lines={lines}
            place={place}
            write={measure.write}
            isCount={!drawn.endsWith("_ms") && (history.all.total[place] ?? 0) > 1}
          />
        </Suspense>
      </div>
      {history.lines.length > lines.length && (
        <p className="second">
          {text("history.chart_most", { shown: lines.length, total: history.lines.length })}
        </p>
      )}
    </section>
  );
}
