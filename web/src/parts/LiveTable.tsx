/**
 * A table that stays smooth with thousands of rows and calm while they change.
 *
 * Room:  parts; queues, agents, sources, contacts, anomalies.
 * Holds: only the rows near the screen are in the document; the page itself scrolls, so there is one
 *        scroll bar for a thumb; on a narrow screen each row is a card.
 * Never: sorts while the pointer is on it (see `useCalmOrder`).
 */
import { memo, type ReactNode, useMemo, useRef } from "react";
import { useText } from "../i18n/language";
import { type Density, density as densities } from "../theme/scale";
import { useElementWidth, useIsNarrow, useWidth } from "./screen";
import "./table.css";
import { useVisibleRows, type Visible } from "./visible-rows";

export type ColumnLimits = {
  /** Under which the thresholds are kept. */
  ids: string[];
  form: (onDone: () => void) => ReactNode;
};

export type Column<R> = {
  id: string;
  title: ReactNode;
  /** For the sort button's label, where the title is not text. */
  name: string;
  width?: number;
  isNumber?: boolean;
  /** The narrowest window in which the column is shown. */
  from?: number;
  /** The person's own thresholds of it. */
  limits?: ColumnLimits;
  /** Stands in the head beside name and sorting. */
  head?: ReactNode;
  draw: (row: R, key: string) => ReactNode;
  /** All that the cell shows; while it is the same the cell is not drawn again. Absent: the row. */
  shows?: (row: R) => string;
  /** What the column sorts by; absent: it does not sort. */
  value?: (row: R) => number | string | null | undefined;
};

export type Sorting = { column: string; isDescending: boolean };

type Props<R> = {
  label: string;
  columns: Column<R>[];
  rows: Record<string, R>;
  order: string[];
  card: (row: R, key: string) => ReactNode;
  cardHeight: number;
  sorting?: Sorting;
  onSort?: (column: string) => void;
  onHold?: (isHeld: boolean) => void;
  density?: Density;
  /** As many columns as fit, in their order. Absent: each column's `from` decides. */
  isFitted?: boolean;
  /** Somebody chose these columns: a word about those that do not fit. */
  isChosen?: boolean;
  /** Keys of `order` that stand for a group; what its row says. */
  groups?: Record<string, ReactNode>;
};

export function LiveTable<R>(props: Props<R>) {
  const { onHold } = props;
  const isNarrow = useIsNarrow();
  const body = useRef<HTMLDivElement>(null);
  const width = useElementWidth(body);
  const rowHeight = densities[props.density ?? "comfortable"].row;
  const height = isNarrow ? props.cardHeight : rowHeight;
  const visible = useVisibleRows(body, props.order.length, height);
  return (
    <div
      ref={body}
      className={`live-table ${props.density ?? "comfortable"}`}
      onPointerEnter={() => onHold?.(true)}
      onPointerLeave={() => onHold?.(false)}
    >
      {isNarrow ? (
        <Cards {...props} visible={visible} />
      ) : (
        <Rows {...props} visible={visible} rowHeight={rowHeight} width={width} />
      )}
    </div>
  );
}

type RowsProps<R> = Props<R> & {
  visible: Visible;
  rowHeight: number;
  /** Of the table, in pixels. */
  width: number;
};

function Rows<R>(props: RowsProps<R>) {
  const text = useText();
  const { rowHeight, groups } = props;
  const columns = useColumns(props);
  const hidden = props.isChosen ? props.columns.length - columns.length : 0;
  const { first, last } = props.visible;
  return (
    <>
      {hidden > 0 && (
        <p className="second columns-hidden" role="status">
          {text("columns.hidden", { count: hidden })}
        </p>
      )}
      <table aria-label={props.label} aria-rowcount={props.order.length + 1}>
        <colgroup>
          {columns.map((column) => (
            <col key={column.id} style={{ width: column.width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <Heading
                key={column.id}
                column={column}
                sorting={props.sorting}
                onSort={props.onSort}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap height={first * rowHeight} columns={columns.length} />
          {props.order.slice(first, last).map((key, place) => {
            const row = props.rows[key];
            const index = first + place + 2;
            const common = { id: key, columns, index, height: rowHeight };
            if (groups && key in groups)
              return <GroupRow key={key} {...common} row={row} head={groups[key]} />;
            if (row === undefined) return null;
            return <Row key={key} {...common} row={row} />;
          })}
          <Gap height={(props.order.length - last) * rowHeight} columns={columns.length} />
        </tbody>
      </table>
    </>
  );
}

/** A column without a width of its own needs this much to be read. */
const leastWidth = 92;

/** Those that stand in the table. */
function useColumns<R>(props: RowsProps<R>): Column<R>[] {
  const windowWidth = useWidth();
  return useMemo(() => {
    if (!props.isFitted) return props.columns.filter((column) => (column.from ?? 0) <= windowWidth);
    let used = 0;
    return props.columns.filter((column) => {
      used += column.width ?? leastWidth;
      return used <= props.width;
    });
  }, [props.columns, props.isFitted, windowWidth, props.width]);
}

function Gap({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr className="gap">
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}

type HeadingProps<R> = Pick<Props<R>, "sorting" | "onSort"> & { column: Column<R> };

function Heading<R>({ column, sorting, onSort }: HeadingProps<R>) {
  const text = useText();
  const isSorted = sorting?.column === column.id;
  const direction = sorting?.isDescending ? "descending" : "ascending";
  return (
    <th
      scope="col"
      className={column.isNumber ? "number" : undefined}
      aria-sort={isSorted ? direction : undefined}
    >
      {column.title}
      <span className="head-tools">
        {onSort && column.value && (
          <button
            type="button"
            className={isSorted ? "sort sorted" : "sort"}
            aria-label={text("table.sort", { name: column.name })}
            onClick={() => onSort(column.id)}
          >
            <svg viewBox="0 0 10 14" aria-hidden="true">
              <path d="M5 1l4 5H1Z" className={isSorted && !sorting.isDescending ? "on" : ""} />
              <path d="M5 13l4-5H1Z" className={isSorted && sorting.isDescending ? "on" : ""} />
            </svg>
          </button>
        )}
        {column.head}
      </span>
    </th>
  );
}

type RowProps<R> = { id: string; row: R; columns: Column<R>[]; index: number; height: number };

function PlainRow<R>({ id, row, columns, index, height }: RowProps<R>) {
  return (
    <tr aria-rowindex={index} style={{ height }}>
      {columns.map((column) => (
        <Cell
          key={column.id}
          id={id}
          row={row}
          column={column}
          shown={column.shows ? column.shows(row) : row}
        />
      ))}
    </tr>
  );
}

type CellProps<R> = { id: string; row: R; column: Column<R>; shown: unknown };

function PlainCell<R>({ id, row, column }: CellProps<R>) {
  return <td className={column.isNumber ? "number" : undefined}>{column.draw(row, id)}</td>;
}

const Cell = memo(
  PlainCell,
  (one, other) => one.shown === other.shown && one.column === other.column && one.id === other.id,
) as typeof PlainCell;

/** Merge patches keep untouched rows identical, so an unchanged row costs one comparison. */
const Row = memo(
  PlainRow,
  (one, other) =>
    one.row === other.row &&
    one.index === other.index &&
    one.height === other.height &&
    one.columns.length === other.columns.length &&
    one.columns.every((column, place) => column.draw === other.columns[place]?.draw),
) as typeof PlainRow;

type GroupProps<R> = Omit<RowProps<R>, "row"> & { row: R | undefined; head: ReactNode };

/** The head of a group, with the group's own figures where there are any. */
function GroupRow<R>({ id, row, columns, index, height, head }: GroupProps<R>) {
  const [, ...others] = columns;
  return (
    <tr aria-rowindex={index} style={{ height }} className="group-row">
      <th scope="row">{head}</th>
      {others.map((column) => (
        <td key={column.id} className={column.isNumber ? "number" : undefined}>
          {row !== undefined && column.isNumber && column.draw(row, id)}
        </td>
      ))}
    </tr>
  );
}

function Cards<R>(props: Props<R> & { visible: Visible }) {
  const { first, last } = props.visible;
  const padding = {
    paddingTop: first * props.cardHeight,
    paddingBottom: Math.max(props.order.length - last, 0) * props.cardHeight,
  };
  return (
    <ul className="cards" aria-label={props.label} style={padding}>
      {props.order.slice(first, last).map((key) => {
        const row = props.rows[key];
        if (props.groups && key in props.groups) {
          return (
            <li key={key} className="group-card" style={{ height: props.cardHeight }}>
              {props.groups[key]}
            </li>
          );
        }
        if (row === undefined) return null;
        return (
          <li key={key} style={{ height: props.cardHeight }}>
            {props.card(row, key)}
          </li>
        );
      })}
    </ul>
  );
}
