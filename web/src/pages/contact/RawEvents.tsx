/** For the administrator: what the source said of the contact, word by word. Opening it is written down. */
import { useState } from "react";
import { useContactFrames, useSession, useZone } from "../../api/queries";
import { may } from "../../api/rights";
import { clock } from "../../format/times";
import { useText } from "../../i18n/language";
import { Empty, Failure, Loading } from "../../parts/states";

export function RawEvents({ id }: { id: string }) {
  const text = useText();
  const session = useSession();
  const [isOpen, setOpen] = useState(false);
  if (!may(session.data, "see_raw_events")) return null;
  return (
    <details className="raw-events" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text("contact.raw")}</summary>
      {isOpen && <Frames id={id} />}
    </details>
  );
}

function Frames({ id }: { id: string }) {
  const text = useText();
  const zone = useZone();
  const { data, error, isPending, refetch } = useContactFrames(id, true);
  if (error) return <Failure error={error} onRetry={() => refetch()} />;
  if (isPending) return <Loading rows={4} />;
  if (data.frames.length === 0) {
    return <Empty title={text("contact.raw_none")} hint={text("contact.raw_none_hint")} />;
  }
  return (
    <>
      <p className="second">{text("contact.raw_hint")}</p>
      <ol className="raw-frames">
        {data.frames.map((frame, place) => (
          // Several frames may come in one moment: only the place tells them apart.
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is never reordered
          <li key={place}>
            <time className="second numbers" dateTime={frame.received_at}>
              {clock(frame.received_at, zone)}
            </time>
            <pre>{frame.text.trim()}</pre>
          </li>
        ))}
      </ol>
      {data.is_cut && <p className="second">{text("contact.raw_cut")}</p>}
    </>
  );
}
