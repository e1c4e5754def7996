/** The contacts that a queue's figures are made of, youngest first. */
import { Button, Segmented } from "antd";
import { useMemo, useState } from "react";
import { Link } from "react-router";
import { useQueueContacts, useZone } from "../../api/queries";
import type { ContactRow, Outcome } from "../../api/views";
import { duration } from "../../format/numbers";
import { clock } from "../../format/times";
import { type Text, useText } from "../../i18n/language";
import { outcomeNames } from "../../parts/contact-words";
import { type Column, LiveTable } from "../../parts/LiveTable";
import { AfterHours } from "../../parts/Opening";
import { Empty, Failure, Loading } from "../../parts/states";

type Filter = "all" | Extract<Outcome, "answered" | "abandoned" | "diverted" | "refused">;

const filters: Filter[] = ["all", "answered", "abandoned", "diverted", "refused"];

export function ContactTable({ queue }: { queue: string }) {
  const text = useText();
  const [filter, setFilter] = useState<Filter>("all");
  const contacts = useQueueContacts(queue, filter === "all" ? null : filter);
  const rows = contacts.data?.pages.flatMap((page) => page.contacts);
  return (
    <section aria-label={text("contacts.title")}>
      <div className="figures-head">
        <h2>{text("contacts.title")}</h2>
        <Segmented<Filter>
          value={filter}
          onChange={setFilter}
          aria-label={text("contacts.filter")}
          options={filters.map((value) => ({
            value,
            label: value === "all" ? text("contacts.all") : text(outcomeNames[value]),
          }))}
        />
      </div>
      {contacts.error && <Failure error={contacts.error} onRetry={() => contacts.refetch()} />}
      {contacts.isPending && <Loading rows={5} />}
      {rows && <Table rows={rows} />}
      <div className="contacts-foot">
        <Button onClick={() => contacts.refetch()} loading={contacts.isRefetching}>
          {text("action.refresh")}
        </Button>
        {contacts.hasNextPage && (
          <Button onClick={() => contacts.fetchNextPage()} loading={contacts.isFetchingNextPage}>
            {text("contacts.older")}
          </Button>
        )}
      </div>
    </section>
  );
}

function Table({ rows }: { rows: ContactRow[] }) {
  const text = useText();
  const zone = useZone();
  const columns = useMemo(() => contactColumns(text, zone), [text, zone]);
  // A contact that came back has two entries under one id.
  const order = rows.map((row) => `${row.id}.${row.entry}`);
  const keyed = Object.fromEntries(rows.map((row) => [`${row.id}.${row.entry}`, row]));
  if (rows.length === 0)
    return <Empty title={text("contacts.none")} hint={text("contacts.none_hint")} />;
  return (
    <LiveTable
      label={text("contacts.title")}
      columns={columns}
      rows={keyed}
      order={order}
      cardHeight={64}
      card={(row) => <Card row={row} zone={zone} />}
    />
  );
}

function contactColumns(text: Text, zone: string): Column<ContactRow>[] {
  const column = (
    id: string,
    name: string,
    draw: Column<ContactRow>["draw"],
    more: Partial<Column<ContactRow>> = {},
  ): Column<ContactRow> => ({ id, name, title: name, draw, ...more });
  return [
    column("at", text("contact.queued_at"), (row) => <ContactLink row={row} zone={zone} />, {
      width: 110,
    }),
    column("outcome", text("contact.outcome"), (row) => <OutcomeText row={row} />),
    column("wait", text("contact.wait"), (row) => duration(row.wait_ms), { isNumber: true }),
    column("talk", text("contact.talk"), (row) => duration(row.talk_ms), { isNumber: true }),
    column("acw", text("contact.acw"), (row) => duration(row.after_contact_work_ms), {
      isNumber: true,
      from: 1000,
    }),
    column("agent", text("contact.agent"), (row) => row.agent_name),
    column("rung_out", text("measure.rona"), (row) => row.rung_out, { isNumber: true, from: 1100 }),
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

function ContactLink({ row, zone }: { row: ContactRow; zone: string }) {
  return (
    <Link to={`?contact=${row.id}`} className="row-link" preventScrollReset>
      {clock(row.queued_at ?? row.arrived_at, zone)}
    </Link>
  );
}

function Card({ row, zone }: { row: ContactRow; zone: string }) {
  const text = useText();
  return (
    <>
      <div className="card-line">
        <span>
          <ContactLink row={row} zone={zone} /> · <OutcomeText row={row} />
        </span>
        <span>{row.agent_name}</span>
      </div>
      <div className="card-second numbers">
        <span>{`${text("contact.wait")} ${duration(row.wait_ms)}`}</span>
        <span>{`${text("contact.talk")} ${duration(row.talk_ms)}`}</span>
      </div>
    </>
  );
}
