/** Everybody on the floor as this person looks at them: list or grid, filtered, by own limits. */
import { useCallback, useMemo } from "react";
import { useCentreNames } from "../../api/queries";
import type { AgentRow, AgentsView } from "../../api/views";
import { count } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { AgentLink } from "../../parts/AgentLink";
import { stateText } from "../../parts/agent-words";
import { ColumnPanel, DensityChoice } from "../../parts/ColumnPanel";
import { sortedKeys, useCalmOrder } from "../../parts/calm-order";
import { FiguresOf } from "../../parts/Figures";
import { LiveTable } from "../../parts/LiveTable";
import { StateMark } from "../../parts/Mark";
import { Empty, Loading } from "../../parts/states";
import {
  type BuiltIn,
  type TableView,
  TableViewOf,
  useTableView,
} from "../../parts/use-table-view";
import { ViewMenu } from "../../parts/ViewMenu";
import { AgentFilters, LayoutChoice } from "./AgentFilters";
import { AgentGrid } from "./AgentGrid";
import { agentColumns, columnIds, firstColumns, type Names } from "./columns";
import { filterOf, hasState, isMeant } from "./filter";
import { GlanceButton, GlanceOf } from "./Glance";
import { gridOrder } from "./grid-lines";
import type { Thresholds } from "./limits";
import { LimitBar, Stay } from "./Stay";
import "./agents.css";

const builtIn: BuiltIn = {
  page: "agents",
  columns: columnIds,
  filters: ["state", "team", "site", "skill", "name"],
  settings: {
    columns: firstColumns,
    sorting: { column: "since", is_descending: true },
    group: null,
    layout: "table",
  },
};

const noFilter = { state: null, team: null, site: null, skill: null, name: null };

export function AgentsBoard({ view, moment }: { view: AgentsView; moment: string }) {
  const text = useText();
  const table = useTableView(builtIn);
  const { settings, sorting } = table;
  const { thresholds } = settings;
  const names = useNames();
  const filter = useMemo(
    () => filterOf(settings.filters, names.skillIds),
    [settings.filters, names],
  );
  const all = useMemo(() => agentColumns(text, thresholds, names), [text, thresholds, names]);
  const columns = useMemo(
    () => settings.columns.flatMap((id) => all.filter((column) => column.id === id)),
    [settings.columns, all],
  );
  const isGrid = settings.layout === "grid";
  const by = settings.group === "site" ? "site" : "team";
  const arrange = useCallback(
    (rows: Record<string, AgentRow>, known: string[], at: number) => {
      void moment;
      const keys = known.filter((key) => {
        const row = rows[key];
        return row && isMeant(row, filter) && hasState(row, filter.state, thresholds, at);
      });
      return isGrid ? gridOrder(rows, keys, by) : sortedKeys(rows, keys, all, sorting);
    },
    [filter, thresholds, all, sorting, moment, isGrid, by],
  );
  const { order, hold } = useCalmOrder(view.rows, arrange, Date.parse(view.at));
  if (Object.keys(view.rows).length === 0) {
    return <Empty title={text("agents.first_use")} hint={text("agents.first_use_hint")} />;
  }
  if (table.isPending) return <Loading rows={10} />;
  const common = { definition: null, by: "by_event", moment: moment || null, scope: null } as const;
  return (
    <FiguresOf value={common}>
      <TableViewOf value={table}>
        <GlanceOf rows={view.rows} thresholds={thresholds}>
          <div className="stack">
            <div className="table-tools">
              <ViewMenu table={table} />
              <ColumnPanel table={table} columns={all} />
              <LayoutChoice table={table} />
              <DensityChoice table={table} />
            </div>
            <AgentFilters
              view={view}
              table={table}
              filter={filter}
              skills={names.skills}
              shown={order.length}
            />
            {order.length === 0 && <Nobody isOverrun={filter.state === "overrun"} table={table} />}
            {isGrid ? (
              <AgentGrid
                rows={view.rows}
                order={order}
                by={by}
                density={settings.density}
                thresholds={thresholds}
                onHold={hold}
              />
            ) : (
              <LiveTable
                label={text("nav.agents")}
                columns={columns}
                isFitted
                isChosen={table.hasOwnColumns}
                density={settings.density}
                rows={view.rows}
                order={order}
                sorting={sorting}
                onSort={table.sort}
                onHold={hold}
                cardHeight={64}
                card={(agent, id) => <AgentCard agent={agent} id={id} thresholds={thresholds} />}
              />
            )}
          </div>
        </GlanceOf>
      </TableViewOf>
    </FiguresOf>
  );
}

/** Names behind the ids of skills and queues. */
function useNames(): Names & { skillIds: Map<string, number> } {
  const { skill, queue } = useCentreNames();
  return useMemo(() => {
    const named = (pairs: { value: string; label: string }[]) =>
      new Map(pairs.map(({ value, label }) => [Number(value), label]));
    const skillIds = new Map(skill.map(({ value, label }) => [label, Number(value)]));
    return { skills: named(skill), queues: named(queue), skillIds };
  }, [skill, queue]);
}

/** The chip that leaves nobody may lie beyond the edge of a phone: the way back stands here too. */
function Nobody({ isOverrun, table }: { isOverrun: boolean; table: TableView }) {
  const text = useText();
  return (
    <Empty
      title={text(isOverrun ? "agents.none_overrun" : "agents.none")}
      hint={isOverrun ? undefined : text("agents.none_hint")}
    >
      <button type="button" className="plain-button" onClick={() => table.filter(noFilter)}>
        {text("agents.all_again")}
      </button>
    </Empty>
  );
}

type CardProps = { agent: AgentRow; id: string; thresholds: Thresholds };

function AgentCard({ agent, id, thresholds }: CardProps) {
  const text = useText();
  return (
    <>
      <div className="card-line">
        <AgentLink id={id}>{agent.name}</AgentLink>
        <span>
          <StateMark state={agent.state} /> {stateText(agent.state, agent.reason, text)}
        </span>
        <strong className="numbers">
          <Stay agent={agent} thresholds={thresholds} />
        </strong>
        <GlanceButton id={id} name={agent.name} />
      </div>
      <div className="card-second numbers">
        <span>{agent.team}</span>
        <LimitBar agent={agent} thresholds={thresholds} />
        <span>{text("agents.answered_short", { answered: count(agent.answered) })}</span>
        {agent.rung_out > 0 && (
          <span>{text("agents.rung_out_short", { count: count(agent.rung_out) })}</span>
        )}
      </div>
    </>
  );
}
