/** What is to be forecast; the answer comes within seconds and stays. */
import { Button, Select } from "antd";
import { useState } from "react";
import { useMakeForecast } from "../../api/forecasts";
import { useText } from "../../i18n/language";
import { Failure } from "../../parts/states";
import { AskAll } from "./AskAll";

const horizons = [1, 7, 14, 28, 91, 182] as const;
const steps = [15, 30, 60] as const;

export function Ask({ queue, onMade }: { queue: string; onMade: (id: number) => void }) {
  const text = useText();
  const [days, chooseDays] = useState<number>(28);
  const [step, chooseStep] = useState<number>(30);
  const [origin, chooseOrigin] = useState<"today" | "tomorrow">("tomorrow");
  const make = useMakeForecast();
  const asked = { days, step_minutes: step, origin };
  const ask = () =>
    make.mutate(
      { ...asked, queue: Number(queue) },
      { onSuccess: ({ forecast }) => onMade(forecast.id) },
    );
  return (
    <section className="panel" aria-label={text("forecast.ask")}>
      <div className="forecast-ask">
        <Select<"today" | "tomorrow">
          aria-label={text("forecast.origin")}
          value={origin}
          onChange={chooseOrigin}
          options={[
            { value: "tomorrow", label: text("forecast.from_tomorrow") },
            { value: "today", label: text("forecast.from_today") },
          ]}
        />
        <Select<number>
          aria-label={text("forecast.horizon")}
          value={days}
          onChange={chooseDays}
          options={horizons.map((value) => ({
            value,
            label:
              value < 7 ? text("forecast.one_day") : text("forecast.weeks", { count: value / 7 }),
          }))}
        />
        <Select<number>
          aria-label={text("forecast.step")}
          value={step}
          onChange={chooseStep}
          options={steps.map((value) => ({
            value,
            label: text("forecast.minutes", { count: value }),
          }))}
        />
        <Button type="primary" loading={make.isPending} onClick={ask}>
          {text("forecast.make")}
        </Button>
        <span className="second" role="status">
          {make.isPending ? text("forecast.making") : ""}
        </span>
      </div>
      {make.error && <Failure error={make.error} />}
      <AskAll asked={asked} />
    </section>
  );
}
