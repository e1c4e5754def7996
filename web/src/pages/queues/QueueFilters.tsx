/** Which queues: by name, skill, site, and only those that need somebody; and by what they are grouped. */
import { Select } from "antd";
import { memo } from "react";
import type { QueueRow } from "../../api/views";
import { useText } from "../../i18n/language";
import { FilterDrawer } from "../../parts/FilterDrawer";
import { FilterChoice, FilterWords, useNames } from "../../parts/Filters";
import type { TableView } from "../../parts/use-table-view";

type Props = { table: TableView; rows: Record<string, QueueRow>; shown: number; needy: number };

export function QueueFilters({ table, rows, shown, needy }: Props) {
  const text = useText();
  const isNeedy = table.settings.filters.need === "yes";
  return (
    <>
      <button
        type="button"
        className="chip"
        aria-pressed={isNeedy}
        onClick={() => table.filter({ need: isNeedy ? null : "yes" })}
      >
        {text("queue.only_needy")}
        <strong className="numbers">{needy}</strong>
      </button>
      <Choices table={table} skills={useNames(rows, skillOf)} sites={useNames(rows, siteOf)} />
      <FilterWords id="find" label={text("queue.find")} table={table} />
      <span className="second numbers" role="status">
        {text("queue.shown", { shown, total: Object.keys(rows).length })}
      </span>
    </>
  );
}

const skillOf = (queue: QueueRow) => queue.skill;
const siteOf = (queue: QueueRow) => queue.site;

type ChoicesProps = { table: TableView; skills: string[]; sites: string[] };

const Choices = memo(function Choices({ table, skills, sites }: ChoicesProps) {
  const text = useText();
  const { filters, group } = table.settings;
  const chosen = [filters.skill, filters.site, group].filter(Boolean).length;
  return (
    <FilterDrawer set={chosen}>
      <FilterChoice
        table={table}
        id="skill"
        label={text("queue.skill")}
        all={text("queue.all_skills")}
        names={skills}
      />
      <FilterChoice
        table={table}
        id="site"
        label={text("queue.site")}
        all={text("queue.all_sites")}
        names={sites}
      />
      <Select
        className="team-filter"
        aria-label={text("group.by")}
        value={group ?? "none"}
        onChange={(by) => table.change({ group: by === "none" ? null : by })}
        options={[
          { value: "none", label: text("group.none") },
          { value: "skill", label: text("group.by_skill") },
          { value: "site", label: text("group.by_site") },
        ]}
      />
    </FilterDrawer>
  );
});
