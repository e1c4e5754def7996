/** Queues as a table, worst first unless the reader sorts otherwise. */
import { useCallback } from "react";
import { Link } from "react-router";
import type { Definition, QueueRow } from "../../api/views";
import { count, duration, rate } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { compareNeed, verdictOf } from "../../live/severity";
import { sortedKeys, useCalmOrder, useSorting } from "../../parts/calm-order";
import { LiveTable } from "../../parts/LiveTable";
import { SeverityMark } from "../../parts/Mark";
import { severityNames } from "../../parts/Measure";
import { useQueueColumns } from "./columns";

type Props = {
  queues: Record<string, QueueRow>;
  definition: Definition;
  /** The replayed moment; empty while live. A new moment orders at once. */
  moment: string;
};

export function QueueTable({ queues, definition, moment }: Props) {
  const text = useText();
  const columns = useQueueColumns(definition);
  const [sorting, sort] = useSorting({ column: "need", isDescending: false });
  const arrange = useCallback(
    (rows: Record<string, QueueRow>) => {
      void moment;
      const keys = Object.keys(rows);
      if (sorting.column !== "need") return sortedKeys(rows, keys, columns, sorting);
      return byNeed(rows, keys, definition);
    },
    [sorting, columns, definition, moment],
  );
  const { order, hold } = useCalmOrder(queues, arrange);
  return (
    <LiveTable
      label={text("nav.queues")}
      columns={columns}
      rows={queues}
      order={order}
      sorting={sorting}
      onSort={sort}
      onHold={hold}
      cardHeight={72}
      card={(queue, id) => <QueueCard id={id} queue={queue} definition={definition} />}
    />
  );
}

function byNeed(rows: Record<string, QueueRow>, keys: string[], definition: Definition): string[] {
  const compare = compareNeed(definition);
  return keys.sort((one, other) => {
    const [first, second] = [rows[one], rows[other]];
    return first && second ? compare(first, second) : 0;
  });
}

type CardProps = { id: string; queue: QueueRow; definition: Definition };

function QueueCard({ id, queue, definition }: CardProps) {
  const text = useText();
  const { severity } = verdictOf(queue, definition);
  return (
    <>
      <div className="card-line">
        <span>
          <SeverityMark severity={severity} label={text(severityNames[severity])} />{" "}
          <Link to={`/queues/${id}`} className="row-link">
            {queue.name}
          </Link>
        </span>
        <strong className="numbers">{rate(queue.last_15m.service_level)}</strong>
      </div>
      <div className="card-second numbers">
        <span>
          {text("queue.waiting_short", {
            waiting: count(queue.waiting),
            longest: duration(queue.longest_wait_ms),
          })}
        </span>
        <span>
          {text("queue.available_short", { available: queue.available, staffed: queue.staffed })}
        </span>
        <span>{text("queue.offered_short", { offered: count(queue.today.offered) })}</span>
      </div>
    </>
  );
}
