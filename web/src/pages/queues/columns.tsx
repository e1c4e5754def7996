/** The columns of a queue table. */
import { useMemo } from "react";
import { Link } from "react-router";
import type { Definition, Figures, QueueRow } from "../../api/views";
import { duration } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { type Severity, severityOfShortfall, severityOfWait, verdictOf } from "../../live/severity";
import { Figure, measureName } from "../../parts/Figures";
import type { Column } from "../../parts/LiveTable";
import { SeverityMark } from "../../parts/Mark";
import { MeasureName, severityNames, type Window } from "../../parts/Measure";
import { type MeasureId, measures } from "../../parts/measures";

type Text = ReturnType<typeof useText>;

/** Rebuilt only when language or definition change: rows compare their columns by identity. */
export function useQueueColumns(given: Definition): Column<QueueRow>[] {
  const text = useText();
  // A frame may bring an equal definition as a new object; its content is what counts.
  const written = JSON.stringify(given);
  return useMemo(() => queueColumns(JSON.parse(written) as Definition, text), [written, text]);
}

function queueColumns(definition: Definition, text: Text): Column<QueueRow>[] {
  const span = (window: "today" | "last_15m", measure: MeasureId & keyof Figures, from = 0) =>
    figureColumn(window, measure, from, definition, text);
  return [
    nameColumn(definition, text),
    {
      id: "skill",
      title: text("queue.skill"),
      name: text("queue.skill"),
      from: 1000,
      draw: (queue) => queue.skill,
      value: (queue) => queue.skill,
    },
    nowColumn("waiting", text),
    longestWaitColumn(definition, text),
    nowColumn("available", text),
    nowColumn("staffed", text),
    levelColumn("last_15m", definition, text),
    levelColumn("today", definition, text),
    span("today", "offered", 760),
    span("today", "answered", 1600),
    span("today", "abandoned", 1600),
    span("today", "abandonment", 860),
    span("today", "asa_ms", 980),
    span("today", "aht_ms", 1200),
  ];
}

function nameColumn(definition: Definition, text: Text): Column<QueueRow> {
  return {
    id: "name",
    title: text("queue.name"),
    name: text("queue.name"),
    width: 210,
    value: (queue) => queue.name,
    draw: (queue, id) => {
      const { severity } = verdictOf(queue, definition);
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

type NowMeasure = "waiting" | "available" | "staffed";

function nowColumn(measure: NowMeasure, text: Text): Column<QueueRow> {
  return {
    id: measure,
    title: <MeasureName measure={measure} window="now" />,
    name: text(measures[measure].name),
    isNumber: true,
    draw: (queue, id) => (
      <Figure measure={measure} span="now" scope={{ kind: "queue", id }}>
        {measures[measure].write(queue[measure])}
      </Figure>
    ),
    value: (queue) => queue[measure],
  };
}

function longestWaitColumn(definition: Definition, text: Text): Column<QueueRow> {
  return {
    id: "longest_wait",
    title: <MeasureName measure="longest_wait_ms" window="now" />,
    name: text("measure.longest_wait"),
    isNumber: true,
    value: (queue) => queue.longest_wait_ms,
    draw: (queue, id) => (
      <Figure measure="longest_wait_ms" span="now" scope={{ kind: "queue", id }}>
        <Marked severity={severityOfWait(queue.longest_wait_ms, definition.threshold_s)}>
          {duration(queue.longest_wait_ms)}
        </Marked>
      </Figure>
    ),
  };
}

function levelColumn(
  window: "today" | "last_15m",
  definition: Definition,
  text: Text,
): Column<QueueRow> {
  const name = measureName("service_level", definition, text);
  const isToday = window === "today";
  return {
    id: `level_${window}`,
    title: <WindowedName measure="service_level" window={window} />,
    name: `${name} ${text(isToday ? "window.today" : "window.last_15m")}`,
    width: 168,
    isNumber: true,
    value: (queue) => queue[window].service_level,
    draw: (queue, id) => (
      <Figure measure="service_level" span={window} scope={{ kind: "queue", id }}>
        <Marked severity={severityOfShortfall(queue[window].service_level, definition.target)}>
          {measures.service_level.write(queue[window].service_level)}
        </Marked>
      </Figure>
    ),
  };
}

function figureColumn(
  window: "today" | "last_15m",
  measure: MeasureId & keyof Figures,
  from: number,
  definition: Definition,
  text: Text,
): Column<QueueRow> {
  return {
    id: `${window}_${measure}`,
    title: <MeasureName measure={measure} window={window} />,
    name: measureName(measure, definition, text),
    isNumber: true,
    from,
    draw: (queue, id) => (
      <Figure measure={measure} span={window} scope={{ kind: "queue", id }}>
        {measures[measure].write(queue[window][measure])}
      </Figure>
    ),
    value: (queue) => queue[window][measure],
  };
}

function WindowedName({ measure, window }: { measure: MeasureId; window: Window }) {
  const text = useText();
  return (
    <>
      <MeasureName measure={measure} window={window} />{" "}
      <span className="window-name">
        {text(window === "today" ? "window.today_short" : "window.last_15m_short")}
      </span>
    </>
  );
}

function Marked({ severity, children }: { severity: Severity; children: string }) {
  const text = useText();
  if (severity === "good") return <>{children}</>;
  return (
    <span style={{ color: `var(--${severity})`, fontWeight: 600 }}>
      <SeverityMark severity={severity} label={text(severityNames[severity])} /> {children}
    </span>
  );
}
