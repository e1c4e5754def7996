/**
 * Staffing in three directions: from targets to people, from people to what they reach, and some of both.
 *
 * Room:  pages/staffing; the address holds direction, scenario and the plan that it came from.
 * Holds: every number is the server's; while the next answer comes the last one stays.
 */
import { Select } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useForecasts } from "../../api/forecasts";
import { useCentreNames, useZone } from "../../api/queries";
import type { StaffingDirection, StaffingPlan } from "../../api/views";
import { day as dayOf } from "../../format/times";
import { type Key, useText } from "../../i18n/language";
import { Choice } from "../../parts/Choice";
import { DayPicker } from "../../parts/DayPicker";
import { PageHead } from "../../parts/Page";
import { Empty, Loading } from "../../parts/states";
import { plusDays } from "../forecast/days";
import { Compare } from "./Compare";
import { Controls } from "./Controls";
import { Forward } from "./Forward";
import { Plans } from "./Plans";
import { Reverse } from "./Reverse";
import { directions, readDirection, readScenario, type Scenario, written } from "./scenario";
import { TwoWay } from "./TwoWay";
import { directionNames } from "./words";
import { YearPlan } from "./YearPlan";
import "./staffing.css";

const mostDays = 31;

const directionSays: Record<StaffingDirection, Key> = {
  forward: "staffing.forward_says",
  reverse: "staffing.reverse_says",
  two_way: "staffing.two_way_says",
};
const views = { forward: Forward, reverse: Reverse, two_way: TwoWay };

export function StaffingPage() {
  const text = useText();
  const [search, setSearch] = useSearchParams();
  const [compared, compare] = useState<StaffingPlan[] | null>(null);
  const direction = readDirection(search);
  const first = useFirst(search.has("s"));
  const scenario = readScenario(search) ?? first;
  const isYear = search.get("as") === "year";
  const here = isYear ? "year" : direction;
  const go = (next: Scenario, as: StaffingDirection | "year" = here, plan = search.get("plan")) =>
    setSearch(
      { as, s: written(next), ...(plan ? { plan } : {}) },
      // A slider makes a hundred scenarios; the way back is not through them.
      { replace: as === here },
    );
  const View = views[direction];
  return (
    <>
      <PageHead title={text("nav.staffing")}>
        <Choice<StaffingDirection | "year">
          aria-label={text("staffing.direction")}
          value={isYear ? "year" : direction}
          onChange={(as) => scenario && go(scenario, as)}
          options={[
            ...directions.map((value) => ({ value, label: text(directionNames[value]) })),
            { value: "year" as const, label: text("staffing.year") },
          ]}
        />
        <span className="second staffing-says">
          {text(isYear ? "staffing.year_says" : directionSays[direction])}
        </span>
      </PageHead>
      {scenario === null ? (
        <Loading rows={10} />
      ) : (
        <div className="stack">
          <Subject scenario={scenario} onChange={go} />
          {compared && <Compare plans={compared} onClose={() => compare(null)} />}
          <div className="staffing">
            <div className="stack staffing-side">
              <Controls direction={direction} scenario={scenario} onChange={go} />
              {!isYear && (
                <Plans
                  direction={direction}
                  scenario={scenario}
                  chosen={Number(search.get("plan")) || null}
                  onOpen={(plan) => go(plan.scenario, plan.direction, String(plan.id))}
                  onCompare={compare}
                />
              )}
            </div>
            {scenario.queues.length === 0 ? (
              <Empty title={text("staffing.choose_queue")} hint={text("staffing.choose_hint")} />
            ) : isYear ? (
              <YearPlan scenario={scenario} />
            ) : (
              <View scenario={scenario} onChange={go} />
            )}
          </div>
        </div>
      )}
    </>
  );
}

/** Where the address says nothing: the first queue, on the first day that its youngest forecast is about. */
function useFirst(isSaid: boolean): Scenario | null {
  const zone = useZone();
  const names = useCentreNames();
  const queue = names.queue[0]?.value ?? null;
  const runs = useForecasts(isSaid ? null : queue);
  if (isSaid || queue === null || runs.isPending) return null;
  const tomorrow = plusDays(dayOf(new Date().toISOString(), zone), 1);
  const young = runs.data?.[0];
  const day = young && young.last >= tomorrow && young.origin > tomorrow ? young.origin : tomorrow;
  return { queues: [Number(queue)], from: day, to: day };
}

type SubjectProps = { scenario: Scenario; onChange: (scenario: Scenario) => void };

/** Which queues, which days. */
function Subject({ scenario, onChange }: SubjectProps) {
  const text = useText();
  const names = useCentreNames();
  const { from, to } = scenario;
  const days = (first: string, last: string) =>
    onChange({ ...scenario, from: first, to: last, day: null });
  const within = (first: string) => plusDays(first, mostDays - 1);
  return (
    <section className="panel staffing-subject" aria-label={text("staffing.queues")}>
      <Select<string[]>
        mode="multiple"
        maxCount={20}
        maxTagCount="responsive"
        className="staffing-queues"
        aria-label={text("staffing.queues")}
        placeholder={text("staffing.choose_queue")}
        showSearch={{ optionFilterProp: "label" }}
        value={scenario.queues.map(String)}
        options={names.queue}
        onChange={(chosen) => onChange({ ...scenario, queues: chosen.map(Number), people: [] })}
      />
      <DayPicker
        label={text("staffing.from")}
        value={from}
        from={null}
        until={null}
        onChoose={(day) => days(day, to < day || to > within(day) ? day : to)}
      />
      <span aria-hidden="true">–</span>
      <DayPicker
        label={text("staffing.to")}
        value={to}
        from={from}
        until={within(from)}
        onChoose={(day) => days(from, day)}
      />
    </section>
  );
}
