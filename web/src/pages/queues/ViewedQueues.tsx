/** The queues as this person looks at them: by a view, filtered, grouped, marked by own thresholds. */
import { type ReactNode, useCallback, useMemo, useState } from "react";
import type { Definition, QueueRow, QueuesView } from "../../api/views";
import { useText } from "../../i18n/language";
import { ColumnPanel, DensityChoice } from "../../parts/ColumnPanel";
import { useCalmOrder } from "../../parts/calm-order";
import { LiveTable } from "../../parts/LiveTable";
import { Empty, Loading } from "../../parts/states";
import { type BuiltIn, TableViewOf, useTableView } from "../../parts/use-table-view";
import { ViewMenu } from "../../parts/ViewMenu";
import { arranged, type Group, type GroupBy, grouped, withHeads } from "./arrange";
import { columnIds, firstColumns, useQueueColumns } from "./columns";
import { needOf } from "./marks";
import { QueueCard } from "./QueueCard";
import { QueueFilters } from "./QueueFilters";
import "./queues.css";

const builtIn: BuiltIn = {
  page: "queues",
  columns: columnIds,
  filters: ["find", "skill", "site", "need"],
  settings: {
    columns: firstColumns,
    sorting: { column: "need", is_descending: false },
    group: null,
    layout: "table",
  },
};

type Props = {
  view: QueuesView;
  /** The replayed moment; empty while live. A new moment orders at once. */
  moment: string;
};

export function ViewedQueues({ view, moment }: Props) {
  const text = useText();
  const table = useTableView(builtIn);
  const { settings, sorting } = table;
  const definition = useSame(view.definition);
  const all = useQueueColumns(definition, settings.thresholds);
  const columns = useMemo(
    () => settings.columns.flatMap((id) => all.filter((column) => column.id === id)),
    [settings.columns, all],
  );
  const { filters, thresholds } = settings;
  const arrange = useCallback(
    (rows: Record<string, QueueRow>) => {
      void moment;
      return arranged(rows, { filters, thresholds, definition, sorting, columns: all });
    },
    [filters, thresholds, definition, sorting, all, moment],
  );
  const { order, hold } = useCalmOrder(view.rows, arrange);
  const by = settings.group === "skill" || settings.group === "site" ? settings.group : null;
  const groups = useGroups(view, order, by);
  const needy = Object.values(view.rows).filter(
    (queue) => needOf(queue, definition, thresholds) !== "good",
  ).length;
  const otherOrders = useMemo(() => [{ value: "need", label: text("columns.by_need") }], [text]);
  if (table.isPending) return <Loading rows={10} />;
  return (
    <TableViewOf value={table}>
      <div className="stack">
        <div className="table-tools">
          <ViewMenu table={table} />
          <ColumnPanel table={table} columns={all} otherOrders={otherOrders} />
          <DensityChoice table={table} />
          <QueueFilters table={table} rows={view.rows} shown={order.length} needy={needy} />
        </div>
        {order.length === 0 && (
          <Empty title={text("queue.none_found")} hint={text("queue.none_found_hint")} />
        )}
        <LiveTable
          label={text("nav.queues")}
          columns={columns}
          isFitted
          isChosen={table.hasOwnColumns}
          density={settings.density}
          rows={groups?.rows ?? view.rows}
          order={groups?.order ?? order}
          groups={groups?.heads}
          sorting={sorting}
          onSort={table.sort}
          onHold={hold}
          cardHeight={72}
          card={(queue, id) => (
            <QueueCard id={id} queue={queue} definition={definition} thresholds={thresholds} />
          )}
        />
      </div>
    </TableViewOf>
  );
}

/** A frame may bring an equal definition as a new object. */
function useSame(given: Definition): Definition {
  const written = JSON.stringify(given);
  return useMemo(() => JSON.parse(written) as Definition, [written]);
}

type Grouped = {
  rows: Record<string, QueueRow>;
  order: string[];
  heads: Record<string, ReactNode>;
};

/** The server's sums stand in the groups' rows; what it does not sum has a head alone. */
function useGroups(view: QueuesView, order: string[], by: GroupBy | null): Grouped | null {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((key: string) => {
    setClosed((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }, []);
  return useMemo(() => {
    if (by === null) return null;
    const sums = by === "skill" ? view.skills : view.sites;
    const groups = grouped(view.rows, order, by);
    const named = Object.entries(sums).map(([id, row]) => [`${by}:${id}`, row]);
    const heads = groups.map((group) => [
      group.key,
      <GroupHead key={group.key} group={group} isOpen={!closed.has(group.key)} toggle={toggle} />,
    ]);
    return {
      rows: { ...view.rows, ...Object.fromEntries(named) },
      order: withHeads(groups, closed),
      heads: Object.fromEntries(heads),
    };
  }, [view, order, by, closed, toggle]);
}

type HeadProps = { group: Group; isOpen: boolean; toggle: (key: string) => void };

function GroupHead({ group, isOpen, toggle }: HeadProps) {
  const text = useText();
  const { key, name, members, total } = group;
  const counted =
    members.length === total
      ? text("group.queues", { count: total })
      : text("group.queues_shown", { count: total, shown: members.length });
  return (
    <button
      type="button"
      className="group-toggle"
      aria-expanded={isOpen}
      title={text("group.sums_hint")}
      onClick={() => toggle(key)}
    >
      <svg viewBox="0 0 10 10" aria-hidden="true">
        <path d="M2 0l6 5-6 5Z" />
      </svg>
      <span className="group-name">{name === "" ? text("group.without") : name}</span>
      <span className="second">{counted}</span>
    </button>
  );
}
