/**
 * The figures as rows: one per line, or one per line and interval; all together first.
 *
 * Room:  pages/history; the same numbers as the chart and the files.
 */
import { useMemo } from "react";
import type { History, HistoryInterval, HistoryLine } from "../../api/views";
import { minute } from "../../format/times";
import { type Text, useText } from "../../i18n/language";
import { Choice } from "../../parts/Choice";
import { sortedKeys, useSorting } from "../../parts/calm-order";
import { Figure, measureName } from "../../parts/Figures";
import type { Scope } from "../../parts/figure-address";
import { type Column, LiveTable } from "../../parts/LiveTable";
import { useIsNarrow } from "../../parts/screen";
import { type HistoryMeasure, measureOf } from "./measures";
import type { Group, Question } from "./question";
import { groupNames, startOf } from "./words";

type Row = {
  line: HistoryLine;
  /** Null: the whole time. */
  interval: HistoryInterval | null;
  isAll: boolean;
  values: (number | null)[];
  compared: (number | null)[] | null;
};

type Props = {
  question: Question;
  change: (part: Partial<Question>) => void;
  history: History;
};

const all = "all";

export function HistoryTable({ question, change, history }: Props) {
  const text = useText();
  const isNarrow = useIsNarrow();
  const rows = useMemo(() => rowsOf(history, question.rows), [history, question.rows]);
  const columns = useMemo(
    () => columnsOf(history, question.group, question.rows, text),
    [history, question.group, question.rows, text],
  );
  const [sorting, sort] = useSorting({ column: "", isDescending: false });
  const order = useMemo(() => {
    const keys = Object.keys(rows).filter((key) => key !== all);
    return [all, ...sortedKeys(rows, keys, columns, sorting)];
  }, [rows, columns, sorting]);
  return (
    <section aria-label={text("history.table")}>
      <div className="curve-head">
        <h2>{text("history.table")}</h2>
        <Choice<Question["rows"]>
          size="small"
          aria-label={text("history.rows")}
          value={question.rows}
          onChange={(chosen) => change({ rows: chosen })}
          options={[
            { value: "intervals", label: text("history.rows_intervals") },
            { value: "lines", label: text("history.rows_lines") },
          ]}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className="history-table" tabIndex={0} aria-label={text("history.table")}>
        <div style={isNarrow ? undefined : widthOf(columns.length)}>
          <LiveTable
            label={text("history.table")}
            columns={columns}
            rows={rows}
            order={order}
            sorting={sorting}
            onSort={sort}
            cardHeight={52 + 24 * history.measures.length}
            card={(row) => <Card row={row} history={history} group={question.group} />}
          />
        </div>
      </section>
    </section>
  );
}

/** Wide enough to read a heading, not so wide that an eye loses the row. */
function widthOf(columns: number) {
  return { minWidth: columns * 104, maxWidth: Math.max(columns * 240, 720) };
}

function rowsOf(history: History, form: Question["rows"]): Record<string, Row> {
  const rows: Record<string, Row> = {};
  const whole = (line: HistoryLine, isAll: boolean): Row => ({
    line,
    interval: null,
    isAll,
    values: line.total.map((value) => value ?? null),
    compared: line.compared_total?.map((value) => value ?? null) ?? null,
  });
  rows[all] = whole(history.all, true);
  for (const line of history.lines) {
    const id = `line-${line.id ?? "none"}`;
    if (form === "lines") {
      rows[id] = whole(line, false);
      continue;
    }
    for (const [place, interval] of history.intervals.entries()) {
      const values = line.values[place]?.map((value) => value ?? null) ?? [];
      const compared = line.compared?.[place]?.map((value) => value ?? null) ?? null;
      // What had not begun is no row.
      if (values.every((value) => value === null) && !compared?.some((v) => v !== null)) continue;
      rows[`${id}-${place}`] = { line, interval, isAll: false, values, compared };
    }
  }
  return rows;
}

function columnsOf(
  history: History,
  group: Group,
  form: Question["rows"],
  text: Text,
): Column<Row>[] {
  const columns: Column<Row>[] = [];
  const head = (id: string, name: string, draw: Column<Row>["draw"], value: Column<Row>["value"]) =>
    columns.push({ id, title: name, name, width: 150, draw, value });
  if (group !== "centre" || form === "lines") {
    const name = text(groupNames[group]);
    head(
      "name",
      name,
      (row) => (row.isAll ? <strong>{totalName(history, text)}</strong> : row.line.name),
      (row) => row.line.name,
    );
  }
  if (form === "intervals") {
    head(
      "start",
      text("curve.from"),
      (row) => <When row={row} history={history} />,
      (row) => row.interval?.start,
    );
  }
  for (const [place, id] of history.measures.entries()) {
    const measure = measureOf(id, group);
    if (!measure) continue;
    columns.push(...measureColumns(history, group, place, measure, text));
  }
  return columns;
}

function measureColumns(
  history: History,
  group: Group,
  place: number,
  measure: HistoryMeasure,
  text: Text,
): Column<Row>[] {
  const name = nameOf(measure, history, text);
  const own: Column<Row> = {
    id: `own-${place}`,
    title: name,
    name,
    isNumber: true,
    draw: (row) => (
      <Value row={row} place={place} measure={measure} history={history} group={group} />
    ),
    value: (row) => row.values[place],
  };
  if (!history.compared) return [own];
  const difference = (row: Row) => {
    const [now, then] = [row.values[place], row.compared?.[place]];
    return now === null || now === undefined || then === null || then === undefined
      ? null
      : now - then;
  };
  return [
    own,
    {
      id: `compared-${place}`,
      title: text("history.compared_column", { name }),
      name: text("history.compared_column", { name }),
      isNumber: true,
      draw: (row) => <span className="second">{measure.write(row.compared?.[place])}</span>,
      value: (row) => row.compared?.[place],
    },
    {
      id: `difference-${place}`,
      title: text("history.difference", { name }),
      name: text("history.difference", { name }),
      isNumber: true,
      draw: (row) => signed(difference(row), measure, text),
      value: difference,
    },
  ];
}

function nameOf(measure: HistoryMeasure, history: History, text: Text): string {
  return measure.opens ? measureName(measure.opens, history.definition, text) : text(measure.name);
}

/** What has not closed is in no total yet: live pages are ahead of it by some minutes. */
function totalName(history: History, text: Text): string {
  const until = history.coverage.closed_until;
  const isRunning = history.intervals.some((interval) => interval.is_running);
  if (!isRunning || !until) return text("history.total");
  return text("history.total_until", { time: minute(until, history.zone) });
}

/** The difference of two shares is in percentage points. */
function signed(difference: number | null, measure: HistoryMeasure, text: Text): string {
  if (difference === null) return measure.write(null);
  const sign = difference > 0 ? "+" : difference < 0 ? "−" : "";
  const written = sign + measure.write(Math.abs(difference));
  if (!written.endsWith("%")) return written;
  return text("history.points", { number: written.slice(0, -1) });
}

function When({ row, history }: { row: Row; history: History }) {
  const text = useText();
  if (!row.interval) return <strong>{totalName(history, text)}</strong>;
  return (
    <>
      {startOf(history, row.interval.start)}
      {row.interval.is_running && <span className="second"> {text("curve.running")}</span>}
    </>
  );
}

type ValueProps = {
  row: Row;
  place: number;
  measure: HistoryMeasure;
  history: History;
  group: Group;
};

/** Opens its contacts where an address can say whose they are. */
function Value({ row, place, measure, history, group }: ValueProps) {
  const written = measure.write(row.values[place]);
  const scope = scopeOf(row, group);
  const isFiltered = /[?&](queue|skill|site)=/.test(window.location.search);
  const canOpen = measure.opens && scope !== undefined && !(scope === null && isFiltered);
  if (!canOpen || !measure.opens || row.values[place] === null) return <>{written}</>;
  const span = row.interval
    ? { from: row.interval.start, to: row.interval.end }
    : { from: history.from, to: history.to };
  return (
    <Figure
      measure={measure.opens}
      span={span}
      scope={scope ?? undefined}
      rule={history.definition.rule}
    >
      {written}
    </Figure>
  );
}

function scopeOf(row: Row, group: Group): Scope | null | undefined {
  if (group === "centre") return null;
  const isKind = group === "queue" || group === "skill" || group === "did";
  if (row.isAll || row.line.id === null || row.line.id === undefined || !isKind) return undefined;
  return { kind: group, id: String(row.line.id) };
}

function Card({ row, history, group }: { row: Row; history: History; group: Group }) {
  const text = useText();
  const name = row.isAll ? totalName(history, text) : row.line.name;
  const start = row.interval ? startOf(history, row.interval.start) : null;
  return (
    <>
      <div className="card-line">
        <strong>{group === "centre" && start ? start : name}</strong>
        {group !== "centre" && start && <span className="second numbers">{start}</span>}
      </div>
      <dl className="history-card numbers">
        {history.measures.map((id, place) => {
          const measure = measureOf(id, group);
          if (!measure) return null;
          return (
            <div key={id}>
              <dt>{nameOf(measure, history, text)}</dt>
              <dd>
                {measure.write(row.values[place])}
                {row.compared && (
                  <span className="second"> / {measure.write(row.compared[place])}</span>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}
