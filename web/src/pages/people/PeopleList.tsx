/**
 * Everybody whom one may see, filtered, sorted and paged by the server, in the person's own views.
 *
 * Room:  pages/people.
 * Holds: rows of another question stay, greyed, until the new ones are there; a day that is not today
 *        is said above the rows.
 */
import { Button } from "antd";
import { useMemo, useState } from "react";
import { usePeople } from "../../api/people";
import type { PeopleChoices, PersonLine } from "../../api/views";
import { useLanguage, useText } from "../../i18n/language";
import { ColumnPanel, DensityChoice } from "../../parts/ColumnPanel";
import { Note } from "../../parts/conditions";
import { LiveTable } from "../../parts/LiveTable";
import { Empty, Failure, Loading } from "../../parts/states";
import { type TableView, TableViewOf, useTableView } from "../../parts/use-table-view";
import { ViewMenu } from "../../parts/ViewMenu";
import { PersonName, peopleColumns, skillsText } from "./columns";
import { noFilter, PeopleFilters } from "./PeopleFilters";
import { builtIn, Pages, pageSize, questionOf } from "./question";

export function PeopleList({ choices }: { choices: PeopleChoices }) {
  const text = useText();
  const { language } = useLanguage();
  const table = useTableView(builtIn);
  const { settings, sorting } = table;
  const all = useMemo(() => peopleColumns(text), [text]);
  const columns = useMemo(
    () => settings.columns.flatMap((id) => all.filter((column) => column.id === id)),
    [settings.columns, all],
  );
  const asked = questionOf(settings.filters);
  const sort = `${sorting.isDescending ? "-" : ""}${sorting.column}`;
  const file = (ending: string) =>
    `/api/v1/people.${ending}?${new URLSearchParams({ ...asked, sort, lang: language })}`;
  const written = JSON.stringify([asked, sort]);
  const [place, setPlace] = useState({ written, offset: 0 });
  // Another question begins at its first page.
  const offset = place.written === written ? place.offset : 0;
  const found = usePeople({ ...asked, sort, limit: String(pageSize), offset: String(offset) });
  const { rows, order } = useMemo(() => keyed(found.data?.people ?? []), [found.data]);
  if (table.isPending) return <Loading rows={10} />;
  return (
    <TableViewOf value={table}>
      <div className="stack">
        <div className="table-tools">
          <ViewMenu table={table} />
          <ColumnPanel table={table} columns={all} />
          <DensityChoice table={table} />
          <Button href={file("csv")} download>
            {text("people_file.csv")}
          </Button>
          <Button href={file("xlsx")} download>
            {text("people_file.excel")}
          </Button>
          {found.data && (
            <Pages meta={found.data.meta} onGo={(to) => setPlace({ written, offset: to })} />
          )}
        </div>
        <PeopleFilters table={table} choices={choices} />
        {settings.filters.day && (
          <Note severity="notice">{text("people.as_on_day", { day: settings.filters.day })}</Note>
        )}
        {found.error && <Failure error={found.error} onRetry={() => found.refetch()} />}
        {found.isPending && <Loading rows={10} />}
        {found.data && order.length === 0 && <Nobody table={table} />}
        {found.data && order.length > 0 && (
          <div className={found.isPlaceholderData ? "people-rows is-old" : "people-rows"}>
            <LiveTable
              label={text("nav.people")}
              columns={columns}
              isFitted
              isChosen={table.hasOwnColumns}
              density={settings.density}
              rows={rows}
              order={order}
              sorting={sorting}
              onSort={table.sort}
              cardHeight={92}
              card={(person) => <PersonCard person={person} />}
            />
          </div>
        )}
      </div>
    </TableViewOf>
  );
}

function keyed(people: PersonLine[]) {
  const order = people.map((person) => String(person.id));
  return { rows: Object.fromEntries(people.map((person) => [String(person.id), person])), order };
}

function Nobody({ table }: { table: TableView }) {
  const text = useText();
  const isAsked = Object.keys(table.settings.filters).length > 0;
  if (!isAsked) return <Empty title={text("people.nobody")} hint={text("people.nobody_hint")} />;
  return (
    <Empty title={text("people.none")} hint={text("people.none_hint")}>
      <button type="button" className="plain-button" onClick={() => table.filter(noFilter)}>
        {text("people.all_again")}
      </button>
    </Empty>
  );
}

function PersonCard({ person }: { person: PersonLine }) {
  const text = useText();
  return (
    <>
      <div className="card-line">
        <span>
          <PersonName person={person} />
        </span>
        <span className="second numbers">{person.number}</span>
      </div>
      <div className="card-second">
        <span>{person.team?.name ?? text("people.no_team")}</span>
      </div>
      <div className="card-second">
        <span>{skillsText(person, text) || text("people.without_skill")}</span>
      </div>
    </>
  );
}
