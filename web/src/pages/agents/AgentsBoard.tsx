/** Everybody on the floor: who does what since when, filtered by state, team and name. */
import { useCallback, useMemo } from "react";
import type { AgentRow, AgentsView } from "../../api/views";
import { duration, rate } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { stateText } from "../../parts/agent-words";
import { sortedKeys, useCalmOrder, useSorting } from "../../parts/calm-order";
import { LiveTable } from "../../parts/LiveTable";
import { StateMark } from "../../parts/Mark";
import { Empty } from "../../parts/states";
import { Since } from "../../parts/Ticking";
import { AgentFilters } from "./AgentFilters";
import { agentColumns } from "./columns";
import { isShown, useAgentFilter } from "./filter";
import "./agents.css";

export function AgentsBoard({ view, moment }: { view: AgentsView; moment: string }) {
  const text = useText();
  const { filter, change } = useAgentFilter();
  const columns = useMemo(() => agentColumns(text), [text]);
  const [sorting, sort] = useSorting({ column: "since", isDescending: true });
  const arrange = useCallback(
    (rows: Record<string, AgentRow>) => {
      void moment;
      const keys = Object.keys(rows).filter((key) => rows[key] && isShown(rows[key], filter));
      return sortedKeys(rows, keys, columns, sorting);
    },
    [filter, columns, sorting, moment],
  );
  const { order, hold } = useCalmOrder(view.rows, arrange);
  if (Object.keys(view.rows).length === 0) {
    return <Empty title={text("agents.first_use")} hint={text("agents.first_use_hint")} />;
  }
  return (
    <div className="stack">
      <AgentFilters view={view} filter={filter} change={change} shown={order.length} />
      {order.length === 0 && <Empty title={text("agents.none")} hint={text("agents.none_hint")} />}
      <LiveTable
        label={text("nav.agents")}
        columns={columns}
        rows={view.rows}
        order={order}
        sorting={sorting}
        onSort={sort}
        onHold={hold}
        cardHeight={64}
        card={(agent) => <AgentCard agent={agent} />}
      />
    </div>
  );
}

function AgentCard({ agent }: { agent: AgentRow }) {
  const text = useText();
  return (
    <>
      <div className="card-line">
        <strong>{agent.name}</strong>
        <span className={agent.is_overrun ? "overrun" : undefined}>
          <StateMark state={agent.state} /> {stateText(agent.state, agent.reason, text)}
        </span>
        <strong className="numbers">
          <Since instant={agent.since} />
        </strong>
      </div>
      <div className="card-second numbers">
        <span>{agent.team}</span>
        <span>{text("agents.answered_short", { answered: agent.answered })}</span>
        <span>{`${text("measure.aht")} ${duration(agent.aht_ms)}`}</span>
        <span>{rate(agent.occupancy)}</span>
      </div>
    </>
  );
}
