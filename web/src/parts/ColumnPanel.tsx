/**
 * Which columns a table shows, in which order, and where they are marked; how it sorts.
 *
 * Room:  parts; in the tool bar of Queues and Agents.
 * Holds: the first column of the page always stays; whatever dragging does, buttons do.
 */
import { Button, Checkbox, Select } from "antd";
import { memo, useId, useState } from "react";
import { useText } from "../i18n/language";
import type { Density } from "../theme/scale";
import { Disclosure } from "./Disclosure";
import { LimitIcon } from "./LimitIcon";
import type { Column } from "./LiveTable";
import type { TableView } from "./use-table-view";
import { Caret } from "./ViewMenu";
import { moved, movedTo } from "./view-settings";
import "./column-panel.css";

type Props<R> = {
  table: TableView;
  /** Every column of the page. */
  columns: Column<R>[];
  /** What the page sorts by that is no column. */
  otherOrders?: { value: string; label: string }[];
};

function PlainColumnPanel<R>(props: Props<R>) {
  const text = useText();
  return (
    <Disclosure label={text("columns.title")} panel={() => <Panel {...props} />}>
      {text("columns.short")}
      <Caret />
    </Disclosure>
  );
}

export const ColumnPanel = memo(PlainColumnPanel) as typeof PlainColumnPanel;

function Panel<R>({ table, columns, otherOrders = [] }: Props<R>) {
  const text = useText();
  const { settings, change } = table;
  const hidden = columns.filter((column) => !settings.columns.includes(column.id));
  const shown = settings.columns.flatMap((id) => columns.filter((column) => column.id === id));
  const [dragged, setDragged] = useState<string | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const show = (id: string, isShown: boolean) =>
    change({
      columns: isShown
        ? [...settings.columns, id]
        : settings.columns.filter((column) => column !== id),
    });
  const dropOn = (id: string) => {
    if (dragged && dragged !== id)
      change({ columns: movedTo(settings.columns, dragged, settings.columns.indexOf(id)) });
    setDragged(null);
  };
  return (
    <div className="stack">
      <SortChoice table={table} columns={columns} otherOrders={otherOrders} />
      <p className="second view-note">{text("columns.drag")}</p>
      <ul className="column-list">
        {[...shown, ...hidden].map((column) => {
          const isShown = settings.columns.includes(column.id);
          return (
            <li
              key={column.id}
              draggable={isShown}
              className={dragged === column.id ? "dragged" : undefined}
              onDragStart={() => setDragged(column.id)}
              onDragOver={(event) => isShown && event.preventDefault()}
              onDrop={() => dropOn(column.id)}
              onDragEnd={() => setDragged(null)}
            >
              <div className="column-line">
                <Checkbox
                  checked={isShown}
                  disabled={column.id === columns[0]?.id}
                  onChange={(event) => show(column.id, event.target.checked)}
                >
                  {column.name}
                </Checkbox>
                <span className="spread" />
                {column.limits && (
                  <LimitButton
                    name={column.name}
                    isOwn={column.limits.ids.some((id) => id in settings.thresholds)}
                    isOpen={opened === column.id}
                    toggle={() => setOpened(opened === column.id ? null : column.id)}
                  />
                )}
                {isShown && (
                  <Movers
                    name={column.name}
                    isFirst={settings.columns[0] === column.id}
                    isLast={settings.columns.at(-1) === column.id}
                    move={(by) => change({ columns: moved(settings.columns, column.id, by) })}
                  />
                )}
              </div>
              {opened === column.id && column.limits?.form(() => setOpened(null))}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

type LimitProps = { name: string; isOwn: boolean; isOpen: boolean; toggle: () => void };

function LimitButton({ name, isOwn, isOpen, toggle }: LimitProps) {
  const text = useText();
  const label = text("threshold.of", { name });
  return (
    <button
      type="button"
      className="icon-button"
      aria-expanded={isOpen}
      aria-label={isOwn ? `${label} (${text("threshold.own")})` : label}
      title={label}
      onClick={toggle}
    >
      <LimitIcon isOwn={isOwn} />
    </button>
  );
}

type MoverProps = {
  name: string;
  isFirst: boolean;
  isLast: boolean;
  move: (by: -1 | 1) => void;
};

function Movers({ name, isFirst, isLast, move }: MoverProps) {
  const text = useText();
  return (
    <>
      <button
        type="button"
        className="icon-button"
        disabled={isFirst}
        aria-label={text("columns.earlier", { name })}
        onClick={() => move(-1)}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M3 10l5-5 5 5" />
        </svg>
      </button>
      <button
        type="button"
        className="icon-button"
        disabled={isLast}
        aria-label={text("columns.later", { name })}
        onClick={() => move(1)}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M3 6l5 5 5-5" />
        </svg>
      </button>
    </>
  );
}

/** On a phone rows are cards without heads: the order is chosen here. */
function SortChoice<R>({ table, columns, otherOrders = [] }: Props<R>) {
  const text = useText();
  const { sorting } = table.settings;
  const field = useId();
  const isColumn = columns.some((column) => column.id === sorting.column);
  const orders = columns.filter((column) => column.value);
  return (
    <div className="column-sort">
      <div>
        <label htmlFor={field}>{text("columns.sort")}</label>
        <Select
          id={field}
          value={sorting.column}
          onChange={(column) =>
            table.change({ sorting: { column, is_descending: sorting.is_descending } })
          }
          getPopupContainer={(node) => node.parentElement ?? document.body}
          options={[
            ...otherOrders,
            ...orders.map((column) => ({ value: column.id, label: column.name })),
          ]}
        />
      </div>
      {isColumn && (
        <Button
          onClick={() =>
            table.change({ sorting: { ...sorting, is_descending: !sorting.is_descending } })
          }
        >
          {text(sorting.is_descending ? "columns.descending" : "columns.ascending")}
        </Button>
      )}
    </div>
  );
}

export const DensityChoice = memo(function DensityChoice({ table }: { table: TableView }) {
  const text = useText();
  const next: Density = table.settings.density === "compact" ? "comfortable" : "compact";
  const isCompact = next === "comfortable";
  return (
    <button
      type="button"
      className="disclosure-button density-choice"
      aria-pressed={isCompact}
      title={text("density.choice")}
      onClick={() => table.change({ density: next })}
    >
      {text("density.choice")}
      <strong>{text(isCompact ? "design.compact" : "design.comfortable")}</strong>
    </button>
  );
});
