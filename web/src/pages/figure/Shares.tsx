/**
 * Where the contacts of a figure were: by queue and by wait. A press narrows the list to one share.
 *
 * Room:  pages/figure; the shares are the server's, of the whole list and not of its first page.
 */
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import type { FigureOf } from "../../api/views";
import { count, rate } from "../../format/numbers";
import { useText } from "../../i18n/language";
import type { Asked, WaitBand } from "../../parts/figure-address";
import "./shares.css";

type Props = { asked: Asked; figure: FigureOf; narrow: (next: Asked) => void };

export function Shares({ asked, figure, narrow }: Props) {
  if (figure.total === 0 && asked.wait === null) return null;
  return (
    <div className="shares numbers">
      <Queues asked={asked} figure={figure} narrow={narrow} />
      {figure.waits.length > 0 && <Waits asked={asked} figure={figure} narrow={narrow} />}
    </div>
  );
}

/** So many are shown at first. */
const fewest = 6;

function Queues({ asked, figure, narrow }: Props) {
  const text = useText();
  const [isWhole, setWhole] = useState(false);
  const { scope } = asked;
  if (scope?.kind === "queue") {
    return (
      <p className="shares-back">
        <Button size="small" onClick={() => narrow({ ...asked, scope: null })}>
          {text("shares.all_queues")}
        </Button>
      </p>
    );
  }
  // A list of a dialled number or team would lose that by being narrowed to a queue.
  const mayNarrow = scope === null || scope.kind === "site" || scope.kind === "skill";
  if (figure.queues.length < 2) return null;
  const shown = isWhole ? figure.queues : figure.queues.slice(0, fewest);
  return (
    <section aria-label={text("shares.by_queue")}>
      <h3>{text("shares.by_queue")}</h3>
      <ul>
        {shown.map(({ queue, name, count: of }) => (
          <Share
            key={queue ?? 0}
            name={name ?? text("shares.no_queue")}
            of={of}
            most={figure.queues[0]?.count ?? 1}
            total={figure.total}
            onPick={
              mayNarrow && queue != null
                ? () => narrow({ ...asked, scope: { kind: "queue", id: String(queue) } })
                : null
            }
          />
        ))}
      </ul>
      {shown.length < figure.queues.length && (
        <Button size="small" onClick={() => setWhole(true)}>
          {text("shares.more", { more: figure.queues.length - shown.length })}
        </Button>
      )}
    </section>
  );
}

function Waits({ asked, figure, narrow }: Props) {
  const text = useText();
  const { wait } = asked;
  const most = Math.max(...figure.waits.map((band) => band.count), 1);
  const name = ({ beyond, within }: WaitBand) =>
    within === null
      ? text("shares.beyond", { beyond })
      : beyond === 0
        ? text("shares.within", { within })
        : text("shares.between", { beyond, within });
  if (wait !== null) {
    return (
      <section aria-label={text("shares.by_wait")}>
        <p className="shares-back">
          {text("shares.only", { wait: name(wait) })}{" "}
          <Button size="small" onClick={() => narrow({ ...asked, wait: null })}>
            {text("shares.any_wait")}
          </Button>
        </p>
      </section>
    );
  }
  return (
    <section aria-label={text("shares.by_wait")}>
      <h3>{text("shares.by_wait")}</h3>
      <ul>
        {figure.waits.map(({ beyond_s, within_s, count: of }) => {
          const band = { beyond: beyond_s, within: within_s ?? null };
          return (
            <Share
              key={beyond_s}
              name={name(band)}
              of={of}
              most={most}
              total={figure.total}
              onPick={of > 0 ? () => narrow({ ...asked, wait: band }) : null}
            />
          );
        })}
      </ul>
    </section>
  );
}

type ShareProps = {
  name: string;
  of: number;
  /** The longest bar's. */
  most: number;
  total: number;
  onPick: (() => void) | null;
};

function Share({ name, of, most, total, onPick }: ShareProps) {
  const inside: ReactNode = (
    <>
      <span className="share-bar" style={{ inlineSize: `${(of / most) * 100}%` }} />
      <span className="share-name">{name}</span>
      <strong>{count(of)}</strong>
      <span className="second">{rate(of / Math.max(total, 1))}</span>
    </>
  );
  return (
    <li>
      {onPick ? (
        <button type="button" className="share" onClick={onPick}>
          {inside}
        </button>
      ) : (
        <span className="share">{inside}</span>
      )}
    </li>
  );
}
