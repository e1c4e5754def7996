/** Everybody on the floor: who does what since when, filtered by state, team and name. */
import { useCallback, useMemo } from "react";
import type { AgentRow, AgentsView } from "../../api/views";
import { duration, rate } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { AgentLink } from "../../parts/AgentLink";
import { stateText } from "../../parts/agent-words";
import { sortedKeys, useCalmOrder, useSorting } from "../../parts/calm-order";
import { FiguresOf } from "../../parts/Figures";
import { LiveTable } from "../../parts/LiveTable";
import { StateMark } from "../../parts/Mark";
import { Empty } from "../../parts/states";
import { Since } from "../../parts/Ticking";
import { AgentFilters } from "./AgentFilters";
import { agentColumns, OverrunBy } from "./columns";
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
  const common = { definition: null, by: "by_event", moment: moment || null, scope: null } as const;
  return (
    <FiguresOf value={common}>
      <div className="stack">
        <AgentFilters view={view} filter={filter} change={change} shown={order.length} />
        {order.length === 0 && (
          <Empty title={text("agents.none")} hint={text("agents.none_hint")} />
        )}
        <LiveTable
          label={text("nav.agents")}
          columns={columns}
          rows={view.rows}
          order={order}
          sorting={sorting}
          onSort={sort}
          onHold={hold}
          cardHeight={64}
          card={(agent, id) => <AgentCard agent={agent} id={id} />}
        />
      </div>
    </FiguresOf>
  );
}

function AgentCard({ agent, id }: { agent: AgentRow; id: string }) {
  const text = useText();
  return (
    <>
      <div className="card-line">
        <AgentLink id={id}>{agent.name}</AgentLink>
        <span className={agent.is_overrun ? "overrun" : undefined}>
          <StateMark state={agent.state} /> {stateText(agent.state, agent.reason, text)}
        </span>
        <strong className="numbers">
          <Since instant={agent.since} />
          <OverrunBy agent={agent} />
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
