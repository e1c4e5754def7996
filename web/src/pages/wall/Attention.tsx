/**
 * The queues that need somebody, worst first: on top of every page of a wall.
 *
 * Room:  pages/wall; the same verdicts and order as everywhere (`live/severity`).
 */
import type { Definition, WallQueue, WallView } from "../../api/views";
import { count, duration } from "../../format/numbers";
import { type Key, useText } from "../../i18n/language";
import { type Cause, compareNeed, shortfallOf, verdictOf } from "../../live/severity";
import { SeverityMark } from "../../parts/Mark";
import { severityNames } from "../../parts/Measure";

const mostShown = 3;

export function needing(view: WallView): WallQueue[] {
  return view.attention
    .map((id) => view.queues[id])
    .filter((queue) => queue !== undefined)
    .filter((queue) => verdictOf(queue, view.definition).severity !== "good")
    .sort(compareNeed(view.definition));
}

export function Attention({ view }: { view: WallView }) {
  const text = useText();
  const queues = needing(view);
  const hidden = queues.length - mostShown;
  if (queues.length === 0) {
    return (
      <section className="wall-attention" aria-label={text("attention.title")}>
        <p className="wall-calm">
          <SeverityMark severity="good" />
          {text("attention.none")}
        </p>
      </section>
    );
  }
  return (
    <section className="wall-attention" aria-label={text("attention.title")}>
      <ol>
        {queues.slice(0, mostShown).map((queue) => (
          <Item key={queue.name} queue={queue} definition={view.definition} />
        ))}
      </ol>
      {hidden > 0 && (
        <p className="wall-more">
          <span className="wall-figure">{`+${count(hidden)}`}</span>
          <span className="wall-label">{text("wall.more_queues")}</span>
        </p>
      )}
    </section>
  );
}

const causeNames: Record<Cause, Key> = {
  nobody_staffed: "wall.cause_nobody",
  long_wait: "wall.cause_wait",
  below_target: "wall.cause_level",
};

function Item({ queue, definition }: { queue: WallQueue; definition: Definition }) {
  const text = useText();
  const { severity, cause } = verdictOf(queue, definition);
  return (
    <li className={`wall-need wall-need-${severity}`} data-severity={severity}>
      <SeverityMark severity={severity} label={text(severityNames[severity])} />
      <strong className="wall-name">{queue.name}</strong>
      {cause && (
        <>
          <span className="wall-label">{text(causeNames[cause])}</span>
          <span className="wall-figure">{causeFigure(cause, queue, definition)}</span>
        </>
      )}
    </li>
  );
}

function causeFigure(cause: Cause, queue: WallQueue, definition: Definition): string {
  if (cause === "nobody_staffed") return count(queue.waiting);
  if (cause === "long_wait") return duration(queue.longest_wait_ms);
  return (shortfallOf(queue, definition) * 100).toFixed(1);
}
