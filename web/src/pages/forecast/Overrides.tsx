/** What people know better than the run: made with a reason, taken back, never lost. */
import { Button, Form, Input, InputNumber } from "antd";
import { useState } from "react";
import { useOverride, useTakeBack } from "../../api/forecasts";
import { useZone } from "../../api/queries";
import type { Forecast, ForecastOverride } from "../../api/views";
import { dayClock } from "../../format/times";
import { useText } from "../../i18n/language";
import { DayPicker } from "../../parts/DayPicker";
import { Failure } from "../../parts/states";

type Props = { run: Forecast; mayChange: boolean };

export function Overrides({ run, mayChange }: Props) {
  const text = useText();
  if (!mayChange && run.overrides.length === 0) return null;
  return (
    <section className="panel" aria-label={text("forecast.overrides")}>
      <h2>{text("forecast.overrides")}</h2>
      <ul className="lines">
        {run.overrides.map((over) => (
          <Line key={over.number} run={run} over={over} mayChange={mayChange} />
        ))}
      </ul>
      {mayChange && <New run={run} />}
    </section>
  );
}

type LineProps = { run: Forecast; over: ForecastOverride; mayChange: boolean };

function Line({ run, over, mayChange }: LineProps) {
  const text = useText();
  const zone = useZone();
  const takeBack = useTakeBack(run.id);
  const isGone = over.removed_at != null;
  return (
    <li className={isGone ? "second override-gone" : undefined} data-override={over.number}>
      <span>
        <b className="numbers">
          {over.from === over.to ? over.from : `${over.from} – ${over.to}`} × {over.factor}
        </b>{" "}
        {over.reason}{" "}
        <span className="second">
          {over.made_by} {dayClock(over.made_at, zone)}
          {isGone && ` · ${text("forecast.taken_back", { by: over.removed_by ?? "" })}`}
        </span>
      </span>
      {mayChange && !isGone && (
        <Button
          size="small"
          loading={takeBack.isPending}
          onClick={() => takeBack.mutate(over.number)}
        >
          {text("forecast.take_back")}
        </Button>
      )}
      {takeBack.error && <Failure error={takeBack.error} />}
    </li>
  );
}

function New({ run }: { run: Forecast }) {
  const text = useText();
  const [from, chooseFrom] = useState(run.origin);
  const [to, chooseTo] = useState(run.origin);
  const [percent, write] = useState<number | null>(0);
  const [reason, say] = useState("");
  const override = useOverride(run.id);
  const isReady = percent !== null && percent !== 0 && reason.trim() !== "" && from <= to;
  const make = () =>
    override.mutate(
      { from, to, factor: 1 + (percent ?? 0) / 100, reason: reason.trim() },
      {
        onSuccess: () => {
          write(0);
          say("");
        },
      },
    );
  return (
    <Form className="forecast-new" onFinish={make}>
      <DayPicker
        label={text("history.from")}
        value={from}
        from={run.origin}
        until={run.last}
        onChoose={(day) => {
          chooseFrom(day);
          if (to < day) chooseTo(day);
        }}
      />
      <DayPicker
        label={text("history.to")}
        value={to}
        from={from}
        until={run.last}
        onChoose={chooseTo}
      />
      <InputNumber
        aria-label={text("forecast.percent")}
        className="forecast-percent"
        suffix="%"
        min={-100}
        max={1900}
        value={percent}
        onChange={(value) => write(value)}
      />
      <Input
        aria-label={text("forecast.reason")}
        placeholder={text("forecast.reason")}
        className="forecast-reason"
        maxLength={200}
        value={reason}
        onChange={(event) => say(event.target.value)}
      />
      <Button htmlType="submit" disabled={!isReady} loading={override.isPending}>
        {text("forecast.put_over")}
      </Button>
      {override.error && <Failure error={override.error} />}
    </Form>
  );
}
