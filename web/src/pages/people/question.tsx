/** What list and matrix ask the server, and on which page of the answer they are. */
import { Button } from "antd";
import type { PeopleMeta } from "../../api/views";
import { useText } from "../../i18n/language";
import type { BuiltIn } from "../../parts/use-table-view";
import { columnIds, firstColumns } from "./columns";
import { filterIds } from "./PeopleFilters";

export const pageSize = 100;

export const builtIn: BuiltIn = {
  page: "people",
  columns: columnIds,
  filters: filterIds,
  settings: {
    columns: firstColumns,
    sorting: { column: "number", is_descending: false },
    group: null,
    layout: "table",
  },
};

/** What the server is asked, from the filters of the page. */
export function questionOf(filters: Record<string, string>): Record<string, string> {
  const asked: Record<string, string> = {};
  for (const id of ["q", "team", "site", "skill", "standing", "day"]) {
    const value = filters[id];
    if (value) asked[id] = value;
  }
  if (filters.least) asked.least_skills = filters.least;
  if (filters.agent) asked.has_agent = String(filters.agent === "yes");
  return asked;
}

export function Pages({ meta, onGo }: { meta: PeopleMeta; onGo: (offset: number) => void }) {
  const text = useText();
  const { offset, count, total } = meta;
  const values = { first: offset + 1, last: offset + count, total };
  const isOne = total <= pageSize && offset === 0;
  return (
    <span className="people-pages numbers">
      <span className="second" role="status">
        {count === 0 || isOne ? text("people.total", { total }) : text("people.page_of", values)}
      </span>
      {!isOne && (
        <>
          <Button disabled={offset === 0} onClick={() => onGo(Math.max(0, offset - pageSize))}>
            {text("people.before")}
          </Button>
          <Button disabled={offset + count >= total} onClick={() => onGo(offset + pageSize)}>
            {text("people.next")}
          </Button>
        </>
      )}
    </span>
  );
}
