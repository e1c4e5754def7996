/** State, team and name: one tap each, with the number of agents behind each state. */
import { Input, Select } from "antd";
import { useMemo } from "react";
import type { AgentsView } from "../../api/views";
import { type Key, useText } from "../../i18n/language";
import { stateNames } from "../../parts/agent-words";
import { StateMark } from "../../parts/Mark";
import { type AgentFilter, type FilterState, hasState } from "./filter";

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
  overrun: "agents.overrun",
};

type Props = {
  view: AgentsView;
  filter: AgentFilter;
  change: (part: Partial<AgentFilter>) => void;
  shown: number;
};

export function AgentFilters({ view, filter, change, shown }: Props) {
  const text = useText();
  const agents = useMemo(() => Object.values(view.rows), [view.rows]);
  const teams = useMemo(() => {
    const all = new Set(agents.flatMap((agent) => agent.team ?? []));
    return [...all].sort(new Intl.Collator("zh-CN", { numeric: true }).compare);
  }, [agents]);
  return (
    <div className="filters">
      <fieldset className="chips">
        <legend className="only-heard">{text("agents.by_state")}</legend>
        {states.map((state) => (
          <button
            key={state}
            type="button"
            className={state === "overrun" ? "chip chip-overrun" : "chip"}
            aria-pressed={filter.state === state}
            onClick={() => change({ state })}
          >
            {state !== "present" && state !== "overrun" && <StateMark state={state} />}
            {text(names[state])}
            <strong className="numbers">{agents.filter((a) => hasState(a, state)).length}</strong>
          </button>
        ))}
      </fieldset>
      <Select
        className="team-filter"
        aria-label={text("agents.team")}
        allowClear
        showSearch
        placeholder={text("agents.all_teams")}
        value={filter.team}
        onChange={(team) => change({ team: team ?? null })}
        options={teams.map((team) => ({ value: team, label: team }))}
      />
      <Input
        className="name-filter"
        aria-label={text("agents.find")}
        allowClear
        placeholder={text("agents.find")}
        value={filter.name}
        onChange={(event) => change({ name: event.target.value })}
      />
      <span className="second numbers" role="status">
        {text("agents.shown", { shown, total: agents.length })}
      </span>
    </div>
  );
}
