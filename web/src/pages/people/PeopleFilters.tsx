/** Who is shown: words, team, site, skill, employment, links, and the day that is looked at. */
import { Button, Select } from "antd";
import type { PeopleChoices } from "../../api/views";
import { useText } from "../../i18n/language";
import { DayPicker } from "../../parts/DayPicker";
import { FilterDrawer } from "../../parts/FilterDrawer";
import { FilterWords } from "../../parts/Filters";
import type { TableView } from "../../parts/use-table-view";

export const filterIds = ["q", "team", "site", "skill", "standing", "least", "agent", "day"];
export const noFilter = Object.fromEntries(filterIds.map((id) => [id, null]));

type Props = { table: TableView; choices: PeopleChoices };

export function PeopleFilters({ table, choices }: Props) {
  const text = useText();
  const { filters } = table.settings;
  const set = filterIds.filter((id) => id !== "q" && id !== "day" && filters[id]).length;
  return (
    <div className="filters people-filters">
      <FilterWords id="q" label={text("people.find")} table={table} />
      <FilterDrawer set={set}>
        <IdChoice
          table={table}
          id="team"
          label={text("people.team")}
          all={text("people.all_teams")}
          options={[{ value: "none", label: text("people.no_team") }, ...named(choices.teams)]}
        />
        <IdChoice
          table={table}
          id="site"
          label={text("people.site")}
          all={text("people.all_sites")}
          options={named(choices.sites)}
        />
        <IdChoice
          table={table}
          id="skill"
          label={text("people.skills")}
          all={text("people.all_skills")}
          options={named(choices.skills)}
        />
        <IdChoice
          table={table}
          id="least"
          label={text("people.skill_number")}
          all={text("people.any_number")}
          options={[{ value: "2", label: text("people.two_or_more") }]}
        />
        <IdChoice
          table={table}
          id="agent"
          label={text("people.has_agent")}
          all={text("people.any_agent")}
          options={[
            { value: "yes", label: text("people.with_agent") },
            { value: "no", label: text("people.without_agent") },
          ]}
        />
        <IdChoice
          table={table}
          id="standing"
          label={text("people.standing")}
          all={text("people.employed")}
          options={[
            { value: "expected", label: text("people.expected") },
            { value: "left", label: text("people.gone") },
            { value: "any", label: text("people.any_standing") },
          ]}
        />
      </FilterDrawer>
      <AsOn
        day={filters.day ?? choices.today}
        today={choices.today}
        onChoose={(day) => table.filter({ day })}
      />
    </div>
  );
}

const named = (things: { id: number; name: string }[]) =>
  things.map(({ id, name }) => ({ value: String(id), label: name }));

type ChoiceProps = {
  table: TableView;
  id: string;
  label: string;
  all: string;
  options: { value: string; label: string }[];
};

function IdChoice({ table, id, label, all, options }: ChoiceProps) {
  const value = table.settings.filters[id];
  return (
    <Select
      className="team-filter"
      aria-label={label}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      placeholder={all}
      value={value ?? null}
      options={options}
      onChange={(next) => table.filter({ [id]: next ?? null })}
    />
  );
}

type AsOnProps = { day: string; today: string; onChoose: (day: string | null) => void };

/** The day that is looked at; another than today says so. */
export function AsOn({ day, today, onChoose }: AsOnProps) {
  const text = useText();
  return (
    <span className="as-on">
      <DayPicker
        label={text("people.as_on")}
        value={day}
        from={null}
        until={null}
        onChoose={(next) => onChoose(next === today ? null : next)}
      />
      {day !== today && (
        <Button onClick={() => onChoose(null)}>{text("people.today_again")}</Button>
      )}
    </span>
  );
}
