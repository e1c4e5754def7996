/** Which queues: by name, skill, site, and only those that need somebody; and by what they are grouped. */
import { Input, Select } from "antd";
import type { QueueRow } from "../../api/views";
import { useText } from "../../i18n/language";
import { FilterDrawer } from "../../parts/FilterDrawer";
import type { TableView } from "../../parts/use-table-view";

type Props = { table: TableView; rows: Record<string, QueueRow>; shown: number; needy: number };

export function QueueFilters({ table, rows, shown, needy }: Props) {
  const text = useText();
  const { filters, group } = table.settings;
  const queues = Object.values(rows);
  const chosen = [filters.skill, filters.site, group].filter(Boolean).length;
  return (
    <>
      <button
        type="button"
        className="chip"
        aria-pressed={filters.need === "yes"}
        onClick={() => table.filter({ need: filters.need === "yes" ? null : "yes" })}
      >
        {text("queue.only_needy")}
        <strong className="numbers">{needy}</strong>
      </button>
      <FilterDrawer set={chosen}>
        <Choice
          label={text("queue.skill")}
          all={text("queue.all_skills")}
          names={queues.map((queue) => queue.skill)}
          value={filters.skill}
          choose={(skill) => table.filter({ skill })}
        />
        <Choice
          label={text("queue.site")}
          all={text("queue.all_sites")}
          names={queues.map((queue) => queue.site)}
          value={filters.site}
          choose={(site) => table.filter({ site })}
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
      <Input
        className="name-filter"
        aria-label={text("queue.find")}
        allowClear
        placeholder={text("queue.find")}
        value={filters.find ?? ""}
        onChange={(event) => table.filter({ find: event.target.value })}
      />
      <span className="second numbers" role="status">
        {text("queue.shown", { shown, total: queues.length })}
      </span>
    </>
  );
}

type ChoiceProps = {
  label: string;
  all: string;
  names: (string | null | undefined)[];
  value: string | undefined;
  choose: (value: string | null) => void;
};

/** A filter with nothing to choose from is not there; a chosen one always is. */
function Choice({ label, all, names, value, choose }: ChoiceProps) {
  const different = [...new Set(names.flatMap((name) => name ?? []))];
  if (different.length < 2 && !value) return null;
  return (
    <Select
      className="team-filter"
      aria-label={label}
      allowClear
      showSearch
      placeholder={all}
      value={value ?? null}
      onChange={(next) => choose(next ?? null)}
      options={different.sort().map((name) => ({ value: name, label: name }))}
    />
  );
}
