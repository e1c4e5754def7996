/** The columns of a queue table. */
import { useMemo } from "react";
import type { Definition, QueueRow } from "../../api/views";
import { useText } from "../../i18n/language";
import { Figure, measureName } from "../../parts/Figures";
import type { Scope } from "../../parts/figure-address";
import { HeadLimit, OwnThreshold } from "../../parts/HeadLimit";
import { Link } from "../../parts/Link";
import type { Column } from "../../parts/LiveTable";
import { SeverityMark } from "../../parts/Mark";
import { Marked, MeasureName, severityNames, type Window } from "../../parts/Measure";
import { type MeasureId, measures } from "../../parts/measures";
import { type Field, fields, figureOf, limitOf, markOf, needOf, type Thresholds } from "./marks";

type Text = ReturnType<typeof useText>;

/** Ids of all columns; the name comes first and always stays. */
export const columnIds = ["name", "skill", "site", ...fields.map((field) => field.id)];

/** What stands in the table until somebody chooses, as much of it as fits. */
export const firstColumns = [
  "name",
  "waiting",
  "longest_wait",
  "available",
  "staffed",
  "level_last_15m",
  "level_today",
  "today_offered",
  "today_abandonment",
  "today_asa_ms",
  "skill",
  "today_aht_ms",
  "today_answered",
  "today_abandoned",
  "site",
];

/** Rebuilt only when language, definition or thresholds change: rows compare columns by identity. */
export function useQueueColumns(given: Definition, limits: Thresholds): Column<QueueRow>[] {
  const text = useText();
  // A frame may bring an equal definition as a new object; its content is what counts.
  const written = JSON.stringify([given, limits]);
  return useMemo(() => {
    const [definition, thresholds] = JSON.parse(written) as [Definition, Thresholds];
    return [
      nameColumn(definition, thresholds, text),
      wordColumn("skill", text),
      wordColumn("site", text),
      ...fields.map((field) => numberColumn(field, definition, thresholds, text)),
    ];
  }, [written, text]);
}

function nameColumn(definition: Definition, thresholds: Thresholds, text: Text): Column<QueueRow> {
  return {
    id: "name",
    title: text("queue.name"),
    name: text("queue.name"),
    width: 186,
    value: (queue) => queue.name,
    shows: (queue) => `${queue.name} ${needOf(queue, definition, thresholds)}`,
    draw: (queue, id) => {
      const severity = needOf(queue, definition, thresholds);
      return (
        <>
          <SeverityMark severity={severity} label={text(severityNames[severity])} />{" "}
          <Link to={`/queues/${id}`} className="row-link">
            {queue.name}
          </Link>
        </>
      );
    },
  };
}

function wordColumn(id: "skill" | "site", text: Text): Column<QueueRow> {
  const name = text(id === "skill" ? "queue.skill" : "queue.site");
  return {
    id,
    title: name,
    name,
    width: 120,
    shows: (queue) => queue[id] ?? "",
    draw: (queue) => queue[id],
    value: (queue) => queue[id],
  };
}

function numberColumn(
  field: Field,
  definition: Definition,
  thresholds: Thresholds,
  text: Text,
): Column<QueueRow> {
  const { id, measure, span } = field;
  const own = measureName(measure, definition, text);
  const isToday = span === "today";
  const isTold = measure === "service_level" || span === "last_15m";
  const window = text(isToday ? "window.today_short" : "window.last_15m_short");
  const name = isTold ? `${own} ${window}` : own;
  const limit = limitOf(field, definition);
  const limits = {
    ids: [id],
    form: (onDone: () => void) => (
      <OwnThreshold id={id} name={name} limit={limit} onDone={onDone} />
    ),
  };
  return {
    id,
    title: isTold ? (
      <WindowedName measure={measure} window={span} words={window} />
    ) : (
      <MeasureName measure={measure} window={span} />
    ),
    name,
    width: measure === "service_level" ? 140 : 112,
    isNumber: true,
    limits,
    head: <HeadLimit name={name} limits={limits} />,
    value: (queue) => figureOf(queue, field),
    shows: (queue) =>
      `${measures[measure].write(figureOf(queue, field))} ${markOf(queue, field, definition, thresholds)}`,
    draw: (queue, key) => {
      const written = measures[measure].write(figureOf(queue, field));
      const severity = markOf(queue, field, definition, thresholds);
      const scope = scopeOf(key);
      const marked = <Marked severity={severity}>{written}</Marked>;
      if (!scope) return marked;
      return (
        <Figure measure={measure} span={span} scope={scope}>
          {marked}
        </Figure>
      );
    },
  };
}

/** A row's key is a queue's id, `skill:ID` or `site:ID`. */
function scopeOf(key: string): Scope | null {
  const [kind, id] = key.split(":");
  if (id === undefined) return { kind: "queue", id: key };
  return kind === "skill" || kind === "site" ? { kind, id } : null;
}

function WindowedName(props: { measure: MeasureId; window: Window; words: string }) {
  return (
    <>
      <MeasureName measure={props.measure} window={props.window} />{" "}
      <span className="window-name">{props.words}</span>
    </>
  );
}
