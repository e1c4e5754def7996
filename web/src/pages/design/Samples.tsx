/** Figures, tables, charts and forms with made-up values. */
import { Button, Checkbox, Form, Input, InputNumber, Select, Switch } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import type { Figures as Counted, Curve, Definition } from "../../api/views";
import { count, duration, rate } from "../../format/numbers";
import { useText } from "../../i18n/language";
import type { Severity } from "../../live/severity";
import { Choice } from "../../parts/Choice";
import { FiguresOf } from "../../parts/Figures";
import { type Column, LiveTable, type Sorting } from "../../parts/LiveTable";
import { SeverityMark } from "../../parts/Mark";
import { severityNames, Tile } from "../../parts/Measure";
import { Section } from "./Section";

const definition: Definition = {
  id: 1,
  version: 1,
  rule: "less_short_abandons",
  threshold_s: 30,
  short_s: 5,
  target: 0.92,
  without_closed_hours: false,
};

export function Figures() {
  const text = useText();
  const level = (severity: Severity, value: number | null) => (
    <Tile
      measure="service_level"
      window="last_15m"
      size="large"
      value={value}
      severity={severity}
      note={text("overview.level_note", { today: rate(0.913), target: rate(0.92) })}
    />
  );
  return (
    <Section title={text("design.figures")} rule={text("design.figures_rule")}>
      <FiguresOf value={{ definition, by: "by_arrival", moment: null, scope: null }}>
        <div className="tiles design-tiles">
          {level("good", 0.941)}
          {level("notice", 0.897)}
          {level("warning", 0.83)}
          {level("critical", 0.612)}
          {level("good", null)}
        </div>
        <div className="tiles">
          <Tile measure="waiting" window="now" value={1_234} />
          <Tile measure="longest_wait_ms" window="now" value={151_000} severity="warning" />
          <Tile measure="aht_ms" window="today" value={4_021_000} />
          <Tile measure="abandonment" window="today" value={0} />
          <Tile measure="occupancy" window="today" value={null} />
        </div>
      </FiguresOf>
    </Section>
  );
}

type Sample = {
  name: string;
  severity: Severity;
  waiting: number;
  wait: number | null;
  level: number | null;
};

/** Names of nobody: letters stand for queues. */
const samples: Record<string, Sample> = {
  a: { name: "A", severity: "critical", waiting: 17, wait: 151_000, level: 0.612 },
  b: { name: "B", severity: "warning", waiting: 4, wait: 71_000, level: 0.85 },
  c: { name: "C", severity: "notice", waiting: 1, wait: 34_000, level: 0.91 },
  d: { name: "D", severity: "good", waiting: 0, wait: null, level: 0.974 },
  e: { name: "E", severity: "good", waiting: 0, wait: null, level: null },
};

export function Tables() {
  const text = useText();
  const [sorting, setSorting] = useState<Sorting>({ column: "waiting", isDescending: true });
  const columns = useMemo(
    (): Column<Sample>[] => [
      {
        id: "name",
        title: text("queue.name"),
        name: text("queue.name"),
        draw: (row) => (
          <>
            <SeverityMark severity={row.severity} label={text(severityNames[row.severity])} />{" "}
            {row.name}
          </>
        ),
        value: (row) => row.name,
      },
      {
        id: "waiting",
        title: text("measure.waiting"),
        name: text("measure.waiting"),
        isNumber: true,
        draw: (row) => count(row.waiting),
        value: (row) => row.waiting,
      },
      {
        id: "wait",
        title: text("measure.longest_wait"),
        name: text("measure.longest_wait"),
        isNumber: true,
        draw: (row) => duration(row.wait),
      },
      {
        id: "level",
        title: text("measure.service_level"),
        name: text("measure.service_level"),
        isNumber: true,
        draw: (row) => rate(row.level),
      },
    ],
    [text],
  );
  const order = Object.keys(samples).sort((one, other) => {
    const [a, b] = [samples[one], samples[other]];
    if (!a || !b) return 0;
    const by = sorting.column === "name" ? a.name.localeCompare(b.name) : a.waiting - b.waiting;
    return sorting.isDescending ? -by : by;
  });
  return (
    <Section title={text("design.tables")} rule={text("design.tables_rule")}>
      <LiveTable
        label={text("design.tables")}
        columns={columns}
        rows={samples}
        order={order}
        cardHeight={40}
        card={(row) => <strong>{row.name}</strong>}
        sorting={sorting}
        onSort={(column) =>
          setSorting((before) => ({
            column,
            isDescending: before.column === column ? !before.isDescending : true,
          }))
        }
      />
    </Section>
  );
}

const CurveChart = lazy(() => import("../../parts/CurveChart"));
const SampleChart = lazy(() => import("./SampleChart"));

/** A weekday of an invented centre: two rises, a dip in service at the first. */
function sampleDay(): Curve {
  const start = Date.parse("2026-11-23T00:00:00+08:00");
  const points = Array.from({ length: 60 }, (_, quarter) => {
    const hour = quarter / 4;
    const offered = Math.round(6 + 130 * Math.exp(-((hour - 10.5) ** 2) / 5));
    const abandoned = Math.round(offered * (hour > 9.5 && hour < 11.5 ? 0.12 : 0.03));
    const figures = {
      offered,
      abandoned,
      answered: offered - abandoned,
      diverted: 0,
      service_level: 0.96 - (abandoned / offered) * 1.6,
    } as Counted;
    return {
      start: new Date(start + quarter * 900_000).toISOString(),
      is_running: quarter === 59,
      is_revised: false,
      figures,
    };
  });
  const zone = "Asia/Shanghai";
  return { day: "2026-11-23", zone, step_s: 900, attribution: "by_arrival", definition, points };
}

export function Charts() {
  const text = useText();
  const day = useMemo(sampleDay, []);
  return (
    <Section title={text("design.charts")} rule={text("design.charts_rule")}>
      <Suspense fallback={<div className="curve-space" />}>
        <div role="img" aria-label={text("curve.title")} className="panel">
          <CurveChart before={null} day={day} target={0.92} onPick={() => {}} />
        </div>
        <div role="img" aria-label={text("design.charts")} className="panel">
          <SampleChart />
        </div>
      </Suspense>
    </Section>
  );
}

export function Forms() {
  const text = useText();
  return (
    <Section title={text("design.forms")} rule={text("design.forms_rule")}>
      <Form layout="vertical" requiredMark={false} className="design-form" name="design">
        <Form.Item label={text("queue.name")} name="name" initialValue={text("design.sample_word")}>
          <Input />
        </Form.Item>
        <Form.Item
          label={text("sign_in.name")}
          validateStatus="error"
          help={text("sign_in.name_missing")}
          htmlFor="design-missing"
        >
          <Input id="design-missing" placeholder={text("agents.find")} />
        </Form.Item>
        <Form.Item label={text("editor.rotate")} name="seconds" initialValue={30}>
          <InputNumber min={5} max={3600} />
        </Form.Item>
        <Form.Item label={text("queue.skill")} name="skill" initialValue="a">
          <Select
            options={[
              { value: "a", label: "A" },
              { value: "b", label: "B" },
            ]}
          />
        </Form.Item>
        <Form.Item label={text("contact.channel")} htmlFor="design-off">
          <Input id="design-off" disabled value={text("channel.voice")} />
        </Form.Item>
        <Form.Item label={text("overview.span")}>
          <SpanChoice />
        </Form.Item>
        <Form.Item name="check" valuePropName="checked" initialValue>
          <Checkbox>{text("agents.overrun")}</Checkbox>
        </Form.Item>
        <Form.Item>
          <Switch defaultChecked aria-label={text("agents.present")} />
        </Form.Item>
      </Form>
      <div className="buttons">
        <Button type="primary">{text("action.save")}</Button>
        <Button>{text("action.refresh")}</Button>
        <Button danger>{text("walls.remove")}</Button>
        <Button type="link">{text("action.close")}</Button>
        <Button disabled>{text("action.save")}</Button>
        <Button loading>{text("action.retry")}</Button>
      </div>
    </Section>
  );
}

function SpanChoice() {
  const text = useText();
  const [span, setSpan] = useState("today");
  return (
    <Choice
      aria-label={text("overview.span")}
      value={span}
      onChange={setSpan}
      options={[
        { value: "today", label: text("window.today_short") },
        { value: "last_15m", label: text("window.last_15m_short") },
      ]}
    />
  );
}
