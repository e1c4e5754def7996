/**
 * Queues on a wall, those in need first; of equals the order of names, so that rows rest.
 *
 * Room:  pages/wall.
 */
import type { Definition, WallPart, WallQueue, WallView } from "../../api/views";
import { count, duration, rate } from "../../format/numbers";
import { useText } from "../../i18n/language";
import {
  compareLevels,
  rankOf,
  severityOfLevel,
  severityOfWait,
  verdictOf,
} from "../../live/severity";
import { SeverityMark } from "../../parts/Mark";
import { severityNames } from "../../parts/Measure";

type Props = { height: number; part: WallPart; view: WallView };

export function QueuesBlock({ height, part, view }: Props) {
  const text = useText();
  const queues = (part.queues ?? [])
    .map((id) => view.queues[id])
    .filter((one) => one !== undefined);
  // Not by the wait, which changes every second: rows on a wall stay where they are for a while.
  const ordered = queues.sort(
    (one, other) =>
      rankOf(other, view.definition) - rankOf(one, view.definition) || compareLevels(one, other),
  );
  const shown = ordered.slice(0, rowsThatFit(height, ordered.length));
  const isCut = shown.length < ordered.length;
  return (
    <table className="wall-table">
      <thead>
        <tr className="wall-label">
          <th scope="col">{part.name ?? text("queue.name")}</th>
          <th scope="col">{text("measure.waiting")}</th>
          <th scope="col">{text("wall.longest")}</th>
          <th scope="col">{text("wall.in_time", { seconds: view.definition.threshold_s })}</th>
          <th scope="col" className="wall-wide">
            {text("wall.available_of")}
          </th>
        </tr>
      </thead>
      <tbody>
        {shown.map((queue) => (
          <Row key={queue.name} queue={queue} definition={view.definition} />
        ))}
      </tbody>
      {isCut && (
        <tfoot>
          <tr>
            <td colSpan={5} className="wall-label">
              {text("attention.more", { count: ordered.length - shown.length })}
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

/** In percent of the screen's height: a grid row with its gap, the head, a queue, the last line. */
const sizes = { row: 13.6, head: 7, queue: 7.4, last: 4.6 };

function rowsThatFit(height: number, queues: number): number {
  const room = height * sizes.row - sizes.head;
  const whole = Math.floor(room / sizes.queue);
  return queues <= whole ? whole : Math.max(1, Math.floor((room - sizes.last) / sizes.queue));
}

/** Whole at 100 %, so that the widest figure has five places. */
function shortRate(share: number | null | undefined): string {
  return rate(share).replace("100.0%", "100%");
}

function Row({ queue, definition }: { queue: WallQueue; definition: Definition }) {
  const text = useText();
  const { severity } = verdictOf(queue, definition);
  const wait = severityOfWait(queue.longest_wait_ms, definition.threshold_s);
  const level = severityOfLevel(queue, definition);
  return (
    <tr>
      <th scope="row" className="wall-name">
        <SeverityMark severity={severity} label={text(severityNames[severity])} />
        <span>{queue.name}</span>
      </th>
      <td className="wall-figure">{count(queue.waiting)}</td>
      <td className={`wall-figure wall-${wait}`}>{duration(queue.longest_wait_ms)}</td>
      <td className={`wall-figure wall-${level}`}>{shortRate(queue.last_15m.service_level)}</td>
      <td className="wall-figure wall-wide">{`${queue.available}/${queue.staffed}`}</td>
    </tr>
  );
}
