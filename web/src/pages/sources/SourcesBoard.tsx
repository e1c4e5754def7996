/** Whether each source speaks to us, how late, and what it left out. */
import { useMemo } from "react";
import type { SourceRow, SourceState, SourcesView } from "../../api/views";
import { count, lag } from "../../format/numbers";
import { type Key, type Text, useText } from "../../i18n/language";
import { type Column, LiveTable } from "../../parts/LiveTable";
import { SeverityMark, SourceMark } from "../../parts/Mark";
import { Empty } from "../../parts/states";
import { Since } from "../../parts/Ticking";

const stateNames: Record<SourceState, Key> = {
  connected: "source.connected",
  unknown: "source.unknown",
  lost: "source.lost",
};

export function SourcesBoard({ view }: { view: SourcesView }) {
  const text = useText();
  const columns = useMemo(() => sourceColumns(text), [text]);
  const order = Object.keys(view.rows);
  if (order.length === 0) {
    return <Empty title={text("source.first_use")} hint={text("source.first_use_hint")} />;
  }
  return (
    <LiveTable
      label={text("nav.sources")}
      columns={columns}
      rows={view.rows}
      order={order}
      cardHeight={92}
      card={(source) => <Card source={source} />}
    />
  );
}

function sourceColumns(text: Text): Column<SourceRow>[] {
  const column = (
    id: string,
    name: string,
    draw: Column<SourceRow>["draw"],
    more: Partial<Column<SourceRow>> = {},
  ): Column<SourceRow> => ({ id, name, title: name, draw, ...more });
  const number = { isNumber: true };
  return [
    column("name", text("source.name"), (source) => <strong>{source.name}</strong>),
    column("state", text("source.state"), (source) => <State source={source} />, { width: 200 }),
    column(
      "connector",
      text("source.connector"),
      (source) => [source.connector, source.version].filter(Boolean).join(" "),
      { from: 900 },
    ),
    column(
      "last",
      text("source.last_event"),
      (source) => <Since instant={source.last_event_at} />,
      number,
    ),
    column("skew", text("source.skew"), (source) => <Skew source={source} />, number),
    column("gaps", text("source.gaps"), (source) => count(source.gaps), number),
    column("resyncs", text("source.resyncs"), (source) => count(source.resyncs), number),
    column("anomalies", text("source.anomalies"), (source) => count(source.anomalies), number),
    column("events", text("source.events"), (source) => count(source.events), number),
  ];
}

function State({ source }: { source: SourceRow }) {
  const text = useText();
  return (
    <>
      <SourceMark state={source.state} /> {text(stateNames[source.state])}{" "}
      <span className="second">
        <Since instant={source.since} />
      </span>
    </>
  );
}

function Skew({ source }: { source: SourceRow }) {
  const text = useText();
  return (
    <>
      {source.is_skewed && <SeverityMark severity="warning" label={text("source.skewed")} />}{" "}
      {lag(source.skew_ms)}
    </>
  );
}

function Card({ source }: { source: SourceRow }) {
  const text = useText();
  return (
    <>
      <div className="card-line">
        <strong>{source.name}</strong>
        <span>
          <State source={source} />
        </span>
      </div>
      <div className="card-second numbers">
        <span>
          {text("source.last_event")} <Since instant={source.last_event_at} />
        </span>
        <span>
          {text("source.skew")} <Skew source={source} />
        </span>
      </div>
      <div className="card-second numbers">
        <span>{`${text("source.gaps")} ${count(source.gaps)}`}</span>
        <span>{`${text("source.resyncs")} ${count(source.resyncs)}`}</span>
        <span>{`${text("source.anomalies")} ${count(source.anomalies)}`}</span>
        <span>{`${text("source.events")} ${count(source.events)}`}</span>
      </div>
    </>
  );
}
