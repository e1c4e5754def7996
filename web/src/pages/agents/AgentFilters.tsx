/** State, team, site, skill and words: one tap each, with the number of agents behind each state. */
import { Input, Segmented, Select } from "antd";
import { useMemo } from "react";
import type { AgentsView } from "../../api/views";
import { type Key, useText } from "../../i18n/language";
import { stateNames } from "../../parts/agent-words";
import { FilterDrawer } from "../../parts/FilterDrawer";
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
  const { thresholds, filters } = table.settings;
  const counts = useMemo(
    () => countStates(view.rows, filter, thresholds, Date.parse(view.at)),
    [view, filter, thresholds],
  );
  const total = Object.keys(view.rows).length;
  const { teams, sites } = usePlaces(view);
  const chosen = [filters.team, filters.site, filters.skill].filter(Boolean).length;
  const choose = (id: string) => (value: string | null | undefined) =>
    table.filter({ [id]: value ?? null });
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
      <FilterDrawer set={chosen}>
        <Choice
          label={text("agents.team")}
          all={text("agents.all_teams")}
          names={teams}
          value={filters.team}
          choose={choose("team")}
        />
        <Choice
          label={text("queue.site")}
          all={text("queue.all_sites")}
          names={sites}
          value={filters.site}
          choose={choose("site")}
        />
        <Choice
          label={text("agent.skills")}
          all={text("queue.all_skills")}
          names={[...skills.values()]}
          value={filters.skill}
          choose={choose("skill")}
        />
      </FilterDrawer>
      <Input
        className="name-filter"
        aria-label={text("agents.find")}
        allowClear
        placeholder={text("agents.find")}
        value={filter.name}
        onChange={(event) => table.filter({ name: event.target.value })}
      />
      <span className="second numbers" role="status">
        {text("agents.shown", { shown, total })}
      </span>
    </div>
  );
}

/** Teams and sites by name. They seldom change: the names are sorted only when they do. */
function usePlaces(view: AgentsView): { teams: string[]; sites: string[] } {
  const teams = new Set<string>();
  const sites = new Set<string>();
  for (const agent of Object.values(view.rows)) {
    if (agent.team) teams.add(agent.team);
    if (agent.site) sites.add(agent.site);
  }
  const written = JSON.stringify([[...teams], [...sites]]);
  return useMemo(() => {
    const sorted = (list: string[]) =>
      list.sort(new Intl.Collator("zh-CN", { numeric: true }).compare);
    const [allTeams, allSites] = JSON.parse(written) as [string[], string[]];
    return { teams: sorted(allTeams), sites: sorted(allSites) };
  }, [written]);
}

type ChoiceProps = {
  label: string;
  all: string;
  names: string[];
  value: string | undefined;
  choose: (value: string | null | undefined) => void;
};

/** A filter with nothing to choose from is not there; a chosen one always is. */
function Choice({ label, all, names: offered, value, choose }: ChoiceProps) {
  if (offered.length < 2 && !value) return null;
  return (
    <Select
      className="team-filter"
      aria-label={label}
      allowClear
      showSearch
      placeholder={all}
      value={value ?? null}
      onChange={choose}
      options={offered.map((name) => ({ value: name, label: name }))}
    />
  );
}

/** A list, or tiles by team or by site. */
export function LayoutChoice({ table }: { table: TableView }) {
  const text = useText();
  const { layout, group } = table.settings;
  const value = layout !== "grid" ? "table" : group === "site" ? "site" : "team";
  return (
    <Segmented
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
}
