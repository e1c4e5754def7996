/** The queues that need somebody, worst first, each with its reason; then who rests too long. */
import { useCallback } from "react";
import { useBelowSince, useZone } from "../../api/queries";
import type { Definition, QueueRow } from "../../api/views";
import { count, duration, rate } from "../../format/numbers";
import { minute } from "../../format/times";
import { type Text, useText } from "../../i18n/language";
import { useAttribution } from "../../live/attribution";
import { usePast } from "../../live/past";
import { type Cause, compareNeed, shortfallOf, verdictOf } from "../../live/severity";
import { useCalmOrder } from "../../parts/calm-order";
import { Link } from "../../parts/Link";
import { SeverityMark } from "../../parts/Mark";
import { severityNames } from "../../parts/Measure";

const mostShown = 6;

type Props = {
  queues: Record<string, QueueRow>;
  definition: Definition;
  /** Breaks that last longer than allowed, and what of the centre the people are of. */
  overrun: number;
  search: Record<string, string>;
};

export function AttentionList({ queues, definition, overrun, search }: Props) {
  const text = useText();
  const arrange = useCallback(
    (rows: Record<string, QueueRow>) => worstFirst(rows, definition),
    [definition],
  );
  const { order, hold } = useCalmOrder(queues, arrange);
  const hidden = order.length - mostShown;
  const shown = order.slice(0, mostShown);
  const since = useSince(shown);
  return (
    <section
      className="panel attention"
      aria-label={text("attention.title")}
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
    >
      <h2>{text("attention.title")}</h2>
      {order.length === 0 && (
        <p className="attention-calm">
          <SeverityMark severity="good" /> {text("attention.none")}
        </p>
      )}
      <ol>
        {shown.map((id) => {
          const queue = queues[id];
          return (
            queue && (
              <Item key={id} id={id} queue={queue} definition={definition} since={since[id]} />
            )
          );
        })}
        {overrun > 0 && (
          <li className="attention-warning">
            <SeverityMark severity="warning" label={text(severityNames.warning)} />
            <Link
              to={`/agents?${new URLSearchParams({ ...search, state: "overrun" })}`}
              className="row-link"
            >
              {text("attention.overrun", { count: count(overrun) })}
            </Link>
          </li>
        )}
      </ol>
      {hidden > 0 && <Link to="/queues">{text("attention.more", { count: hidden })}</Link>}
    </section>
  );
}

function worstFirst(rows: Record<string, QueueRow>, definition: Definition): string[] {
  const compare = compareNeed(definition);
  return Object.entries(rows)
    .filter(([, queue]) => verdictOf(queue, definition).severity !== "good")
    .sort(([, one], [, other]) => compare(one, other))
    .map(([id]) => id);
}

/** Of those that are shown, in whatever order: a list that is only sorted anew asks nothing. */
function useSince(shown: string[]): Record<string, string> {
  const past = usePast();
  const by = useAttribution();
  return useBelowSince([...shown].sort(), by, past).data ?? {};
}

type ItemProps = {
  id: string;
  queue: QueueRow;
  definition: Definition;
  /** Below its target. */
  since: string | undefined;
};

function Item({ id, queue, definition, since }: ItemProps) {
  const text = useText();
  const zone = useZone();
  const { severity, cause } = verdictOf(queue, definition);
  return (
    <li className={`attention-${severity}`}>
      <SeverityMark severity={severity} label={text(severityNames[severity])} />
      <Link to={`/queues/${id}`} className="row-link">
        {queue.name}
      </Link>
      <span className="attention-cause numbers">
        {cause && causeText(cause, queue, definition, text)}
      </span>
      <span className="second numbers">
        {since && <b>{text("attention.since", { time: minute(since, zone) })}</b>}
        {text("attention.line", {
          waiting: queue.waiting,
          longest: duration(queue.longest_wait_ms),
          level: rate(queue.last_15m.service_level),
          available: queue.available,
          staffed: queue.staffed,
        })}
      </span>
    </li>
  );
}

function causeText(cause: Cause, queue: QueueRow, definition: Definition, text: Text): string {
  switch (cause) {
    case "nobody_staffed":
      return text("cause.nobody_staffed");
    case "long_wait":
      return text("cause.long_wait", { wait: duration(queue.longest_wait_ms) });
    case "below_target": {
      const points = (shortfallOf(queue, definition) * 100).toFixed(1);
      return text("cause.below_target", { points });
    }
  }
}
