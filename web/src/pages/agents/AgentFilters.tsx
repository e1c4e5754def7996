/** State, team, site, skill and words: one tap each, with the number of agents behind each state. */
import { memo, useMemo } from "react";
import type { AgentRow, AgentsView } from "../../api/views";
import { type Key, useText } from "../../i18n/language";
import { stateNames } from "../../parts/agent-words";
import { Choice } from "../../parts/Choice";
import { FilterDrawer } from "../../parts/FilterDrawer";
import { FilterChoice, FilterWords, useNames } from "../../parts/Filters";
import { StateMark } from "../../parts/Mark";
import type { TableView } from "../../parts/use-table-view";
import { type AgentFilter, countStates, type FilterState, firstState } from "./filter";

const states: FilterState[] = [
  "present",
  "available",
  "ringing",
  "talking",
  "holding",
  "after_contact_work",
  "not_ready",
  "overrun",
  "signed_out",
];

const names: Record<FilterState, Key> = {
  ...stateNames,
  present: "agents.present",
  overrun: "agents.over_limit",
};

type Props = {
  view: AgentsView;
  table: TableView;
  filter: AgentFilter;
  skills: Map<number, string>;
  shown: number;
};

export function AgentFilters({ view, table, filter, skills, shown }: Props) {
  const text = useText();
  const { thresholds } = table.settings;
  const counts = useMemo(
    () => countStates(view.rows, filter, thresholds, Date.parse(view.at)),
    [view, filter, thresholds],
  );
  const total = Object.keys(view.rows).length;
  return (
    <div className="filters">
      <fieldset className="chips">
        <legend className="only-heard">{text("agents.by_state")}</legend>
        {states.map((state) => (
          <button
            key={state}
            type="button"
            className="chip"
            data-state={state}
            aria-pressed={filter.state === state}
            onClick={() => table.filter({ state: state === firstState ? null : state })}
          >
            {state !== "present" && state !== "overrun" && <StateMark state={state} />}
            {text(names[state])}
            <strong className="numbers">{counts[state]}</strong>
          </button>
        ))}
      </fieldset>
      <Choices
        table={table}
        teams={useNames(view.rows, teamOf)}
        sites={useNames(view.rows, siteOf)}
        skills={skills}
      />
      <FilterWords id="name" label={text("agents.find")} table={table} />
      <span className="second numbers" role="status">
        {text("agents.shown", { shown, total })}
      </span>
    </div>
  );
}

const teamOf = (agent: AgentRow) => agent.team;
const siteOf = (agent: AgentRow) => agent.site;

type ChoicesProps = {
  table: TableView;
  teams: string[];
  sites: string[];
  skills: Map<number, string>;
};

const Choices = memo(function Choices({ table, teams, sites, skills }: ChoicesProps) {
  const text = useText();
  const { team, site, skill } = table.settings.filters;
  const names = useMemo(() => [...skills.values()], [skills]);
  return (
    <FilterDrawer set={[team, site, skill].filter(Boolean).length}>
      <FilterChoice
        table={table}
        id="team"
        label={text("agents.team")}
        all={text("agents.all_teams")}
        names={teams}
      />
      <FilterChoice
        table={table}
        id="site"
        label={text("queue.site")}
        all={text("queue.all_sites")}
        names={sites}
      />
      <FilterChoice
        table={table}
        id="skill"
        label={text("agent.skills")}
        all={text("queue.all_skills")}
        names={names}
      />
    </FilterDrawer>
  );
});

/** A list, or tiles by team or by site. */
export const LayoutChoice = memo(function LayoutChoice({ table }: { table: TableView }) {
  const text = useText();
  const { layout, group } = table.settings;
  const value = layout !== "grid" ? "table" : group === "site" ? "site" : "team";
  return (
    <Choice
      value={value}
      aria-label={text("agents.layout")}
      onChange={(next) =>
        table.change(
          next === "table"
            ? { layout: "table", group: null }
            : { layout: "grid", group: next === "site" ? "site" : "team" },
        )
      }
      options={[
        { value: "table", label: text("agents.list") },
        { value: "team", label: text("agents.grid_by_team") },
        { value: "site", label: text("agents.grid_by_seat") },
      ]}
    />
  );
});
