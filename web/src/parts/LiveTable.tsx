/**
 * A table that stays smooth with thousands of rows and calm while they change.
 *
 * Room:  parts; queues, agents, sources, contacts, anomalies.
 * Holds: only the rows near the screen are in the document; the page itself scrolls, so there is one
 *        scroll bar for a thumb; on a narrow screen each row is a card.
 * Never: sorts while the pointer is on it (see `useCalmOrder`).
 */
import { memo, type ReactNode, useRef } from "react";
import { useText } from "../i18n/language";
import { useIsNarrow, useWidth } from "./screen";
import "./table.css";
import { useVisibleRows, type Visible } from "./visible-rows";

export type Column<R> = {
  id: string;
  title: ReactNode;
  /** For the sort button's label, where the title is not text. */
  name: string;
  width?: number;
  isNumber?: boolean;
  /** The narrowest window in which the column is shown. */
  from?: number;
  draw: (row: R, key: string) => ReactNode;
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
};

const rowHeight = 38;

export function LiveTable<R>(props: Props<R>) {
  const { onHold } = props;
  const isNarrow = useIsNarrow();
  const body = useRef<HTMLDivElement>(null);
  const height = isNarrow ? props.cardHeight : rowHeight;
  const visible = useVisibleRows(body, props.order.length, height);
  return (
    <div
      ref={body}
      className="live-table"
      onPointerEnter={() => onHold?.(true)}
      onPointerLeave={() => onHold?.(false)}
    >
      {isNarrow ? <Cards {...props} visible={visible} /> : <Rows {...props} visible={visible} />}
    </div>
  );
}

function Rows<R>(props: Props<R> & { visible: Visible }) {
  const width = useWidth();
  const columns = props.columns.filter((column) => (column.from ?? 0) <= width);
  const { first, last } = props.visible;
  return (
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
        <Gap rows={first} columns={columns.length} />
        {props.order.slice(first, last).map((key, index) => {
          const row = props.rows[key];
          if (row === undefined) return null;
          return <Row key={key} id={key} row={row} columns={columns} index={first + index + 2} />;
        })}
        <Gap rows={props.order.length - last} columns={columns.length} />
      </tbody>
    </table>
  );
}

function Gap({ rows, columns }: { rows: number; columns: number }) {
  if (rows <= 0) return null;
  return (
    <tr className="gap">
      <td colSpan={columns} style={{ height: rows * rowHeight }} />
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
    </th>
  );
}

type RowProps<R> = { id: string; row: R; columns: Column<R>[]; index: number };

function PlainRow<R>({ id, row, columns, index }: RowProps<R>) {
  return (
    <tr aria-rowindex={index} style={{ height: rowHeight }}>
      {columns.map((column) => (
        <td key={column.id} className={column.isNumber ? "number" : undefined}>
          {column.draw(row, id)}
        </td>
      ))}
    </tr>
  );
}

/** Merge patches keep untouched rows identical, so an unchanged row costs one comparison. */
const Row = memo(
  PlainRow,
  (one, other) =>
    one.row === other.row &&
    one.index === other.index &&
    one.columns.length === other.columns.length &&
    one.columns.every((column, place) => column.draw === other.columns[place]?.draw),
) as typeof PlainRow;

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
