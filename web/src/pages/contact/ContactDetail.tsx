/** One contact: where it went, and every event of it as it stands in the journal. */

import { useContact, useZone } from "../../api/queries";
import type { Contact, ContactEvent, ContactRow } from "../../api/views";
import { duration } from "../../format/numbers";
import { clock, dayClock } from "../../format/times";
import { type Text, useText } from "../../i18n/language";
import { usePast } from "../../live/past";
import {
  channelText,
  directionText,
  fieldText,
  kindText,
  outcomeNames,
  valueText,
} from "../../parts/contact-words";
import { Link } from "../../parts/Link";
import { Failure, Loading } from "../../parts/states";
import { RawEvents } from "./RawEvents";
import "./contact.css";

export function ContactDetail({ id }: { id: string }) {
  const contact = useContact(id, usePast());
  if (contact.error) return <Failure error={contact.error} onRetry={() => contact.refetch()} />;
  if (!contact.data) return <Loading rows={8} />;
  return (
    <div className="contact">
      <Facts contact={contact.data} />
      {contact.data.entries.map((entry) => (
        <Entry key={entry.entry} entry={entry} />
      ))}
      <Timeline events={contact.data.events} />
      <RawEvents id={id} />
    </div>
  );
}

function Facts({ contact }: { contact: Contact }) {
  const text = useText();
  const zone = useZone();
  const first = contact.entries[0];
  return (
    <dl className="facts numbers">
      <Fact name={text("contact.arrived_at")} value={first && dayClock(first.arrived_at, zone)} />
      <Fact name={text("contact.channel")} value={first && channelText(first.channel, text)} />
      <Fact
        name={text("contact.direction")}
        value={first && directionText(first.direction, text)}
      />
      <Fact name={text("contact.did")} value={first?.did} />
      <Fact name={text("contact.customer")} value={contact.customer} />
      <Fact name={text("contact.source")} value={contact.source} />
      <Fact name={text("contact.external")} value={contact.external} />
    </dl>
  );
}

function Fact({ name, value }: { name: string; value: string | null | undefined }) {
  if (value == null) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Entry({ entry }: { entry: ContactRow }) {
  const text = useText();
  // While a conversation goes on its length is not known.
  const ended = (length: number | null | undefined) => (entry.is_open ? null : length);
  return (
    <div className="entry numbers">
      {entry.queue != null && <Link to={`/queues/${entry.queue}`}>{entry.queue_name}</Link>}
      <strong>{text(outcomeNames[entry.outcome])}</strong>
      <span>{`${text("contact.wait")} ${duration(entry.wait_ms)}`}</span>
      <span>{`${text("contact.talk")} ${duration(ended(entry.talk_ms))}`}</span>
      <span>{`${text("contact.hold")} ${duration(ended(entry.hold_ms))}`}</span>
      <span>{`${text("contact.acw")} ${duration(entry.after_contact_work_ms)}`}</span>
      {entry.agent_name && <span>{entry.agent_name}</span>}
    </div>
  );
}

function Timeline({ events }: { events: ContactEvent[] }) {
  const text = useText();
  const begun = events[0] ? Date.parse(events[0].occurred_at) : 0;
  return (
    <section aria-label={text("contact.events")}>
      <h2>{text("contact.events")}</h2>
      <ol className="timeline numbers">
        {events.map((event) => (
          <Event key={event.sequence} event={event} begun={begun} />
        ))}
      </ol>
    </section>
  );
}

function Event({ event, begun }: { event: ContactEvent; begun: number }) {
  const text = useText();
  const zone = useZone();
  const occurred = Date.parse(event.occurred_at);
  return (
    <li data-kind={event.kind}>
      <time dateTime={event.occurred_at}>{clock(event.occurred_at, zone)}</time>
      <span className="second">{`+${duration(occurred - begun)}`}</span>
      <div>
        <strong>{kindText(event.kind, text)}</strong>
        {event.is_inferred && <span className="inferred">{text("event.inferred")}</span>}
        <p>{words(event, text)}</p>
        <p className="second">
          {text("event.record", {
            sequence: event.sequence,
            time: clock(event.journalled_at, zone),
          })}
        </p>
      </div>
    </li>
  );
}

/** Shown elsewhere on the page, or without meaning to a reader. */
const unspoken = ["contact", "external", "customer"];

/** The event's own fields; an id is replaced by its name where the server gives one. */
function words(event: ContactEvent, text: Text): string {
  const detail = (event.detail ?? {}) as Record<string, unknown>;
  return Object.entries(detail)
    .filter(
      ([field, value]) => value !== null && typeof value !== "object" && !unspoken.includes(field),
    )
    .filter(([field, value]) => !(field === "priority" && value === 0))
    .map(([field, value]) =>
      fieldText(field, event.names[field] ?? valueText(String(value), text), text),
    )
    .join(" · ");
}
