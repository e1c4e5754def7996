/** A queue in the hand, where a row is a card. */

import type { Definition, QueueRow } from "../../api/views";
import { count, duration, rate } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { Link } from "../../parts/Link";
import { SeverityMark } from "../../parts/Mark";
import { Marked, severityNames } from "../../parts/Measure";
import { type Field, markOf, needOf, type Thresholds } from "./marks";

const level: Field = { id: "level_last_15m", measure: "service_level", span: "last_15m" };

type CardProps = {
  id: string;
  queue: QueueRow;
  definition: Definition;
  thresholds: Thresholds;
};

export function QueueCard({ id, queue, definition, thresholds }: CardProps) {
  const text = useText();
  const severity = needOf(queue, definition, thresholds);
  return (
    <>
      <div className="card-line">
        <span>
          <SeverityMark severity={severity} label={text(severityNames[severity])} />{" "}
          <Link to={`/queues/${id}`} className="row-link">
            {queue.name}
          </Link>
        </span>
        <strong className="numbers">
          <Marked severity={markOf(queue, level, definition, thresholds)}>
            {rate(queue.last_15m.service_level)}
          </Marked>
        </strong>
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
