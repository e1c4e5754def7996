/** Who waits now, longest first, each with its age. */
import { useState } from "react";
import { useZone } from "../../api/queries";
import type { Definition, WaitingContact } from "../../api/views";
import { duration } from "../../format/numbers";
import { clock } from "../../format/times";
import { useText } from "../../i18n/language";
import { useFloorTime } from "../../live/clock";
import { severityOfWait } from "../../live/severity";
import { ContactLink } from "../../parts/ContactLink";
import { SeverityMark } from "../../parts/Mark";
import { severityNames } from "../../parts/Measure";

/** More are behind a button: in a surge the figures beside must stay in sight. */
const mostShown = 12;

type Props = { contacts: Record<string, WaitingContact>; definition: Definition };

export function WaitingPanel({ contacts, definition }: Props) {
  const text = useText();
  const [isWhole, setWhole] = useState(false);
  const waiting = Object.entries(contacts).sort(([, one], [, other]) =>
    one.since.localeCompare(other.since),
  );
  return (
    <section className="panel" aria-label={text("waiting.title")}>
      <h2>
        {text("waiting.title")} <span className="second numbers">{waiting.length}</span>
      </h2>
      {waiting.length === 0 && <p className="second">{text("waiting.none")}</p>}
      <ul className="lines numbers">
        {waiting.slice(0, isWhole ? undefined : mostShown).map(([id, contact]) => (
          <Line key={id} id={id} contact={contact} threshold={definition.threshold_s} />
        ))}
      </ul>
      {waiting.length > mostShown && (
        <button type="button" className="chip" onClick={() => setWhole(!isWhole)}>
          {isWhole
            ? text("waiting.fewer")
            : text("waiting.more", { count: waiting.length - mostShown })}
        </button>
      )}
    </section>
  );
}

type LineProps = { id: string; contact: WaitingContact; threshold: number };

function Line({ id, contact, threshold }: LineProps) {
  const text = useText();
  const zone = useZone();
  const age = useFloorTime() - Date.parse(contact.since);
  const severity = severityOfWait(age, threshold);
  return (
    <li>
      <SeverityMark severity={severity} label={text(severityNames[severity])} />
      <ContactLink id={id} isRow={false}>
        {text("waiting.since", { time: clock(contact.since, zone) })}
      </ContactLink>
      {contact.offered_to != null && <span className="second">{text("waiting.ringing")}</span>}
      {contact.is_inferred && <span className="second">{text("event.inferred")}</span>}
      {contact.priority !== 0 && (
        <span className="second">{text("waiting.priority", { priority: contact.priority })}</span>
      )}
      <strong>{duration(age)}</strong>
    </li>
  );
}
