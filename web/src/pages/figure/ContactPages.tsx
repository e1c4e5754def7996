/** The contacts of a figure, page after page, each of which opens. */
import { Button } from "antd";
import { useMemo } from "react";
import { useContactsOf, useZone } from "../../api/queries";
import type { ContactRow, Part } from "../../api/views";
import { count, duration } from "../../format/numbers";
import { clock, dayClock } from "../../format/times";
import { type Text, useText } from "../../i18n/language";
import { ContactLink } from "../../parts/ContactLink";
import { outcomeNames } from "../../parts/contact-words";
import { type Asked, questionOf } from "../../parts/figure-address";
import { type Column, LiveTable } from "../../parts/LiveTable";
import { AfterHours } from "../../parts/Opening";
import { Empty } from "../../parts/states";
import "./figure.css";

/** One side of a figure, as of its moment or of the moment of its first page. */
export function useFigureContacts(asked: Asked, part: Part) {
  return useContactsOf(questionOf(asked, part), asked.moment);
}

type Props = { contacts: ReturnType<typeof useFigureContacts>; total: number; isOfNow: boolean };

export function ContactPages({ contacts, total, isOfNow }: Props) {
  const text = useText();
  // A contact that came back has two entries under one id.
  const rows = contacts.data?.pages.flatMap((page) => page.contacts) ?? [];
  const keyed = Object.fromEntries(rows.map((row) => [`${row.id}.${row.entry}`, row]));
  const order = Object.keys(keyed);
  return (
    <section aria-label={text("contacts.title")}>
      {order.length === 0 ? (
        <Empty title={text("contacts.none")} hint={text("figure.none_hint")} />
      ) : (
        <Table keyed={keyed} order={order} />
      )}
      <div className="contacts-foot">
        <span className="second numbers" role="status">
          {text("figure.listed", { listed: count(order.length), total: count(total) })}
        </span>
        {contacts.hasNextPage && (
          <Button onClick={() => contacts.fetchNextPage()} loading={contacts.isFetchingNextPage}>
            {text("contacts.older")}
          </Button>
        )}
        {isOfNow && (
          <Button onClick={() => contacts.refetch()} loading={contacts.isRefetching}>
            {text("action.refresh")}
          </Button>
        )}
      </div>
    </section>
  );
}

function Table({ keyed, order }: { keyed: Record<string, ContactRow>; order: string[] }) {
  const text = useText();
  const zone = useZone();
  const columns = useMemo(() => contactColumns(text, zone), [text, zone]);
  return (
    <LiveTable
      label={text("contacts.title")}
      columns={columns}
      rows={keyed}
      order={order}
      cardHeight={64}
      card={(row) => <ContactCard row={row} zone={zone} />}
    />
  );
}

/** A list may reach back over a midnight: then the day stands beside the time. */
function entered(row: ContactRow, zone: string): string {
  const at = row.queued_at ?? row.arrived_at;
  const isOld = Date.now() - Date.parse(at) > 20 * 3_600_000;
  return isOld ? dayClock(at, zone).slice(5) : clock(at, zone);
}

/** While a conversation goes on its length is not known. */
const talked = (row: ContactRow) => (row.is_open ? null : row.talk_ms);

export function contactColumns(text: Text, zone: string): Column<ContactRow>[] {
  const column = (
    id: string,
    name: string,
    draw: Column<ContactRow>["draw"],
    more: Partial<Column<ContactRow>> = {},
  ): Column<ContactRow> => ({ id, name, title: name, draw, ...more });
  return [
    column(
      "at",
      text("contact.queued_at"),
      (row) => <ContactLink id={row.id}>{entered(row, zone)}</ContactLink>,
      { width: 128 },
    ),
    column("queue", text("queue.name"), (row) => row.queue_name, { width: 150 }),
    column("outcome", text("contact.outcome"), (row) => <OutcomeText row={row} />),
    column("wait", text("contact.wait"), (row) => duration(row.wait_ms), { isNumber: true }),
    column("talk", text("contact.talk"), (row) => duration(talked(row)), { isNumber: true }),
    column("acw", text("contact.acw"), (row) => duration(row.after_contact_work_ms), {
      isNumber: true,
      from: 1000,
    }),
    column("agent", text("contact.agent"), (row) => row.agent_name, { width: 130 }),
  ];
}

function OutcomeText({ row }: { row: ContactRow }) {
  const text = useText();
  return (
    <>
      {text(outcomeNames[row.outcome])}
      {row.is_after_hours && <AfterHours />}
    </>
  );
}

export function ContactCard({ row, zone }: { row: ContactRow; zone: string }) {
  const text = useText();
  return (
    <>
      <div className="card-line">
        <span>
          <ContactLink id={row.id}>{entered(row, zone)}</ContactLink> · <OutcomeText row={row} />
        </span>
        <span>{row.agent_name}</span>
      </div>
      <div className="card-second numbers">
        <span>{`${text("contact.wait")} ${duration(row.wait_ms)}`}</span>
        <span>{`${text("contact.talk")} ${duration(talked(row))}`}</span>
        <span>{row.queue_name}</span>
      </div>
    </>
  );
}
