/** Plans side by side: each asked anew, so that all stand on today's forecasts. */
import { Button } from "antd";
import { useReachable, useRequirement, useSolution } from "../../api/staffing";
import type { StaffingPlan } from "../../api/views";
import { count, rate } from "../../format/numbers";
import { type Key, useText } from "../../i18n/language";
import { decimal, hours, money } from "./numbers";
import { Scroll } from "./Scroll";
import type { Scenario } from "./scenario";
import { directionNames } from "./words";

type Row = { id: string; name: Key };

const rows: Row[] = [
  { id: "contacts", name: "staffing.contacts" },
  { id: "paid", name: "staffing.paid_hours" },
  { id: "peak", name: "staffing.peak" },
  { id: "service_level", name: "staffing.service_level" },
  { id: "asa", name: "staffing.asa" },
  { id: "abandonment", name: "staffing.abandonment" },
  { id: "occupancy", name: "staffing.occupancy" },
  { id: "cost", name: "staffing.cost" },
];

type Figures = Record<string, string>;
type Props = { plans: StaffingPlan[]; onClose: () => void };

export function Compare({ plans, onClose }: Props) {
  const text = useText();
  return (
    <section className="panel" aria-label={text("staffing.compare")}>
      <div className="curve-head">
        <h2>{text("staffing.compare")}</h2>
        <Button onClick={onClose}>{text("staffing.compare_close")}</Button>
      </div>
      <Scroll label={text("staffing.compare")}>
        <div className="staffing-compare">
          <ul className="staffing-compared is-names" aria-hidden="true">
            <li />
            {rows.map(({ id, name }) => (
              <li key={id}>{text(name)}</li>
            ))}
          </ul>
          {plans.map((plan) => (
            <Column key={plan.id} plan={plan} />
          ))}
        </div>
      </Scroll>
    </section>
  );
}

function Column({ plan }: { plan: StaffingPlan }) {
  const text = useText();
  const { figures, error } = useFigures(plan);
  return (
    <ul className="staffing-compared numbers" data-compared={plan.id}>
      <li>
        <b>{plan.name}</b>
        <span className="second">
          {text(directionNames[plan.direction])} · {plan.scenario.from}
          {plan.scenario.to === plan.scenario.from ? "" : ` – ${plan.scenario.to}`}
        </span>
      </li>
      {error ? (
        <li role="alert">{error.message}</li>
      ) : (
        rows.map(({ id, name }) => (
          <li key={id} data-figure={id}>
            <span className="only-heard">{text(name)}</span> {figures?.[id] ?? "–"}
          </li>
        ))
      )}
    </ul>
  );
}

function useFigures({ direction, scenario }: StaffingPlan): {
  figures: Figures | null;
  error: Error | null;
} {
  const only = (of: StaffingPlan["direction"]): Scenario | null =>
    direction === of ? scenario : null;
  const required = useRequirement(only("forward"));
  const reached = useReachable(only("reverse"));
  const solved = useSolution(only("two_way"));
  const error = required.error ?? reached.error ?? solved.error;
  if (required.data) {
    const { total } = required.data;
    return {
      figures: {
        contacts: count(total.contacts),
        paid: hours(total.paid_hours),
        peak: count(total.agents_max),
      },
      error,
    };
  }
  if (reached.data) return { figures: reachedFigures(reached.data), error };
  if (solved.data) return { figures: solvedFigures(solved.data), error };
  return { figures: null, error };
}

type Reached = NonNullable<ReturnType<typeof useReachable>["data"]>;
type Solved = NonNullable<ReturnType<typeof useSolution>["data"]>;
type Part = {
  contacts: number;
  service_level?: number | null;
  asa_s?: number | null;
  abandonment?: number | null;
  occupancy?: number | null;
};

/** Over queues, weighed by contacts. */
function over(parts: Part[], of: (part: Part) => number | null | undefined): number | null {
  let [sum, weight] = [0, 0];
  for (const part of parts) {
    const value = of(part);
    if (value == null) continue;
    sum += value * part.contacts;
    weight += part.contacts;
  }
  return weight === 0 ? null : sum / weight;
}

function services(parts: Part[]): Figures {
  const asa = over(parts, (part) => part.asa_s);
  return {
    contacts: count(parts.reduce((sum, part) => sum + part.contacts, 0)),
    service_level: rate(over(parts, (part) => part.service_level)),
    asa: asa === null ? "–" : `${decimal(asa)} s`,
    abandonment: rate(over(parts, (part) => part.abandonment)),
    occupancy: rate(over(parts, (part) => part.occupancy)),
  };
}

function reachedFigures({ days, rows }: Reached): Figures {
  const at = new Map<string, number>();
  for (const row of rows) at.set(row.start, (at.get(row.start) ?? 0) + row.agents);
  return {
    ...services(days),
    paid: hours(days.reduce((sum, day) => sum + day.paid_hours, 0)),
    peak: count(Math.max(0, ...at.values())),
  };
}

function solvedFigures(solution: Solved): Figures {
  return {
    ...services(solution.services),
    paid: hours(solution.paid_hours),
    peak: count(solution.seats),
    cost: money(solution.cost),
  };
}
