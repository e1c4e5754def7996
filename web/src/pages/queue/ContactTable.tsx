/** A queue's contacts, youngest first, filtered by how they ended. */
import { Button } from "antd";
import { useMemo, useState } from "react";
import { useContactsOf, useZone } from "../../api/queries";
import type { ContactRow, Outcome } from "../../api/views";
import { useText } from "../../i18n/language";
import { Choice } from "../../parts/Choice";
import { outcomeNames } from "../../parts/contact-words";
import { LiveTable } from "../../parts/LiveTable";
import { Empty, Failure, Loading } from "../../parts/states";
import { ContactCard, contactColumns } from "../figure/ContactPages";

type Filter = "all" | Extract<Outcome, "answered" | "abandoned" | "diverted" | "refused">;

const filters: Filter[] = ["all", "answered", "abandoned", "diverted", "refused"];

/** `moment` null is now. */
export function ContactTable({ queue, moment }: { queue: string; moment: string | null }) {
  const text = useText();
  const [filter, setFilter] = useState<Filter>("all");
  const contacts = useContactsOf({ queue, outcome: filter === "all" ? null : filter }, moment);
  const rows = contacts.data?.pages.flatMap((page) => page.contacts);
  return (
    <section className="long-list" aria-label={text("contacts.title")}>
      <div className="figures-head">
        <h2>{text("contacts.title")}</h2>
        <Choice<Filter>
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
        {moment === null && (
          <Button onClick={() => contacts.refetch()} loading={contacts.isRefetching}>
            {text("action.refresh")}
          </Button>
        )}
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
  const columns = useMemo(
    () => contactColumns(text, zone).filter((column) => column.id !== "queue"),
    [text, zone],
  );
  const keyed = Object.fromEntries(rows.map((row) => [`${row.id}.${row.entry}`, row]));
  if (rows.length === 0)
    return <Empty title={text("contacts.none")} hint={text("contacts.none_hint")} />;
  return (
    <LiveTable
      label={text("contacts.title")}
      columns={columns}
      rows={keyed}
      order={Object.keys(keyed)}
      cardHeight={64}
      card={(row) => <ContactCard row={row} zone={zone} />}
    />
  );
}
