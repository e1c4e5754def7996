/** What is given: demand, targets, shrinkage, and by direction people or limits. Empty fields are as the house has them. */
import { Checkbox, InputNumber } from "antd";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useRequirement } from "../../api/staffing";
import type { QueueBasis, ShrinkageWhy, StaffingDirection } from "../../api/views";
import { rate } from "../../format/numbers";
import { type Key, useText } from "../../i18n/language";
import { Choice } from "../../parts/Choice";
import { useIsNarrow } from "../../parts/screen";
import {
  kinds,
  percentOf,
  rangeOf,
  type Scenario,
  shrinkageOf,
  totalShrinkage,
  withShrinkage,
  withTarget,
} from "./scenario";

type Props = {
  direction: StaffingDirection;
  scenario: Scenario;
  onChange: (scenario: Scenario) => void;
};

const kindNames: Record<ShrinkageWhy, Key> = {
  break: "staffing.kind.break",
  meal: "staffing.kind.meal",
  training: "staffing.kind.training",
  coaching: "staffing.kind.coaching",
  meeting: "staffing.kind.meeting",
  back_office: "staffing.kind.back_office",
  system_fault: "staffing.kind.system_fault",
  leave: "staffing.kind.leave",
  sickness: "staffing.kind.sickness",
  absence: "staffing.kind.absence",
  other: "staffing.kind.other",
};

export function Controls({ direction, scenario, onChange }: Props) {
  const text = useText();
  const isNarrow = useIsNarrow();
  const basis = useRequirement(scenario.queues.length === 0 ? null : asked(scenario)).data?.basis;
  const parts = { scenario, onChange, basis: basis ?? [] };
  const groups = (
    <>
      <Demand {...parts} />
      <Targets {...parts} />
      {direction === "two_way" && <Limits {...parts} />}
      {direction !== "forward" && <Seats {...parts} />}
      <Shrinkage {...parts} />
    </>
  );
  // In the hand the answer comes first.
  if (!isNarrow) return <div className="panel">{groups}</div>;
  return (
    <details className="panel staffing-adjust">
      <summary>{text("staffing.adjust")}</summary>
      {groups}
    </details>
  );
}

/** The scenario without what only the other directions read: one answer for all of them. */
export function asked(scenario: Scenario): Scenario {
  const rest = { ...scenario };
  for (const name of ofOthers) delete rest[name];
  return rest;
}

const ofOthers = [
  "people",
  "seats",
  "limits",
  "prices",
  "replications",
  "keep_targets",
  "may_close",
  "least_load_percent",
] as const;

type PartProps = {
  scenario: Scenario;
  onChange: (scenario: Scenario) => void;
  basis: QueueBasis[];
};

function Demand({ scenario, onChange, basis }: PartProps) {
  const text = useText();
  const handle = rangeOf(basis, (one) => one.handle_s, seconds);
  const patience = rangeOf(basis, (one) => one.patience_s, seconds);
  const percent = scenario.contacts_percent ?? 100;
  return (
    <Group name={text("staffing.demand")}>
      <Slider
        label={text("staffing.contacts_percent")}
        value={percent}
        least={50}
        most={200}
        onChange={(value) =>
          onChange({ ...scenario, contacts_percent: value === 100 ? null : value })
        }
      />
      <Field
        label={text("staffing.handle")}
        unit="s"
        value={scenario.handle_s}
        otherwise={handle && text("staffing.as_history", { value: handle })}
        least={1}
        most={86_400}
        onChange={(value) => onChange({ ...scenario, handle_s: value })}
      />
      <Field
        label={text("staffing.patience")}
        unit="s"
        value={scenario.patience_s}
        isOff={scenario.nobody_abandons}
        otherwise={patience && text("staffing.as_history", { value: patience })}
        least={1}
        most={86_400}
        onChange={(value) => onChange({ ...scenario, patience_s: value })}
      />
      <Checkbox
        checked={scenario.nobody_abandons ?? false}
        onChange={(event) => onChange({ ...scenario, nobody_abandons: event.target.checked })}
      >
        {text("staffing.nobody_abandons")}
      </Checkbox>
      <Choice<number>
        aria-label={text("staffing.step")}
        size="small"
        value={scenario.step_minutes ?? 30}
        onChange={(value) => onChange({ ...scenario, step_minutes: value, people: [] })}
        options={[15, 30, 60].map((value) => ({
          value,
          label: text("staffing.minutes", { count: value }),
        }))}
      />
    </Group>
  );
}

function Targets({ scenario, onChange, basis }: PartProps) {
  const text = useText();
  const targets = scenario.targets ?? {};
  const own = rangeOf(basis, (one) => one.targets.service_level, rate);
  const threshold = rangeOf(basis, (one) => one.targets.threshold_s, seconds);
  const none = text("staffing.no_limit");
  const share = (value: number | null | undefined) => (value == null ? null : percentOf(value));
  const of = (percent: number | null) => (percent === null ? null : percent / 100);
  return (
    <Group name={text("staffing.targets")}>
      <Field
        label={text("staffing.service_level")}
        unit="%"
        value={share(targets.service_level)}
        otherwise={own ? text("staffing.own_target", { value: own }) : none}
        least={0}
        most={100}
        onChange={(value) => onChange(withTarget(scenario, { service_level: of(value) }))}
      />
      <Field
        label={text("staffing.threshold")}
        unit="s"
        value={targets.threshold_s}
        otherwise={threshold && text("staffing.own_target", { value: threshold })}
        least={0}
        most={3_600}
        onChange={(value) => onChange(withTarget(scenario, { threshold_s: value }))}
      />
      <Field
        label={text("staffing.asa_max")}
        unit="s"
        value={targets.asa_s}
        otherwise={none}
        least={0}
        most={3_600}
        onChange={(value) => onChange(withTarget(scenario, { asa_s: value }))}
      />
      <Field
        label={text("staffing.occupancy_max")}
        unit="%"
        value={share(targets.occupancy_max)}
        otherwise={none}
        least={1}
        most={100}
        onChange={(value) => onChange(withTarget(scenario, { occupancy_max: of(value) }))}
      />
      <Field
        label={text("staffing.abandonment_max")}
        unit="%"
        value={share(targets.abandonment_max)}
        otherwise={none}
        least={0}
        most={100}
        onChange={(value) => onChange(withTarget(scenario, { abandonment_max: of(value) }))}
      />
    </Group>
  );
}

function Limits({ scenario, onChange }: PartProps) {
  const text = useText();
  const limits = scenario.limits ?? {};
  const prices = scenario.prices ?? { hour: 1, overtime_hour: 1.5 };
  const none = text("staffing.no_limit");
  const limit = (part: Partial<typeof limits>) =>
    onChange({ ...scenario, limits: { ...limits, ...part } });
  return (
    <Group name={text("staffing.limits")}>
      <Choice<string>
        aria-label={text("staffing.goal")}
        size="small"
        className="staffing-goal"
        value={scenario.keep_targets === false ? "most" : "least"}
        onChange={(value) => onChange({ ...scenario, keep_targets: value === "least" })}
        options={[
          { value: "least", label: text("staffing.keep_targets") },
          { value: "most", label: text("staffing.use_all") },
        ]}
      />
      <Field
        label={text("staffing.paid_hours_max")}
        unit="h"
        value={limits.paid_hours}
        otherwise={none}
        least={0}
        most={1e7}
        onChange={(value) =>
          limit({ paid_hours: value, ...(value === null ? { overtime_hours: null } : {}) })
        }
      />
      <Field
        label={text("staffing.overtime_max")}
        unit="h"
        value={limits.overtime_hours}
        isOff={limits.paid_hours == null}
        otherwise="0"
        least={0}
        most={1e7}
        onChange={(value) => limit({ overtime_hours: value })}
      />
      <Field
        label={text("staffing.budget")}
        value={limits.budget}
        otherwise={none}
        least={0}
        most={1e10}
        onChange={(value) => limit({ budget: value })}
      />
      <Field
        label={text("staffing.price")}
        value={prices.hour}
        least={0}
        most={1e6}
        onChange={(value) => onChange({ ...scenario, prices: { ...prices, hour: value ?? 1 } })}
      />
      <Field
        label={text("staffing.overtime_price")}
        value={prices.overtime_hour}
        least={0}
        most={1e6}
        onChange={(value) =>
          onChange({ ...scenario, prices: { ...prices, overtime_hour: value ?? 1.5 } })
        }
      />
      <Field
        label={text("staffing.least_load")}
        unit="%"
        value={scenario.least_load_percent}
        otherwise="100%"
        least={0}
        most={200}
        onChange={(value) => onChange({ ...scenario, least_load_percent: value })}
      />
      <Checkbox
        checked={scenario.may_close ?? false}
        disabled={scenario.keep_targets === false}
        onChange={(event) => onChange({ ...scenario, may_close: event.target.checked })}
      >
        {text("staffing.may_close")}
      </Checkbox>
    </Group>
  );
}

function Seats({ scenario, onChange }: PartProps) {
  const text = useText();
  return (
    <Group>
      <Field
        label={text("staffing.seats")}
        value={scenario.seats}
        otherwise={text("staffing.no_limit")}
        least={1}
        most={100_000}
        isWhole
        onChange={(value) => onChange({ ...scenario, seats: value })}
      />
    </Group>
  );
}

function Shrinkage({ scenario, onChange }: PartProps) {
  const text = useText();
  return (
    <details className="staffing-group">
      <summary>
        {text("staffing.shrinkage")}{" "}
        <b className="numbers">
          {text("staffing.shrinkage_total", { value: rate(totalShrinkage(scenario)) })}
        </b>
      </summary>
      {kinds.map((kind) => (
        <Field
          key={kind}
          label={text(kindNames[kind])}
          unit="%"
          value={shrinkageOf(scenario, kind)}
          otherwise="0"
          least={0}
          most={90}
          onChange={(value) => onChange(withShrinkage(scenario, kind, value))}
        />
      ))}
    </details>
  );
}

function Group({ name, children }: { name?: string; children: ReactNode }) {
  return (
    <section className="staffing-group" aria-label={name}>
      {name && <h2>{name}</h2>}
      {children}
    </section>
  );
}

type FieldProps = {
  label: string;
  unit?: string;
  value: number | null | undefined;
  /** What holds where nothing is written. */
  otherwise?: string | null;
  least: number;
  most: number;
  isOff?: boolean;
  isWhole?: boolean;
  onChange: (value: number | null) => void;
};

export function Field({ label, unit, value, otherwise, isOff, isWhole, ...given }: FieldProps) {
  const id = useId();
  return (
    <div className="staffing-field">
      <label htmlFor={id}>
        {label}
        {otherwise && <span className="second">{otherwise}</span>}
      </label>
      <InputNumber
        id={id}
        suffix={unit}
        min={given.least}
        max={given.most}
        precision={isWhole ? 0 : undefined}
        controls={false}
        changeOnBlur
        disabled={isOff}
        value={value ?? null}
        onChange={(next) => given.onChange(next)}
      />
    </div>
  );
}

type SliderProps = {
  label: string;
  value: number;
  least: number;
  most: number;
  onChange: (value: number) => void;
};

/**
 * Milliseconds between two values that a moving slider tells: the scenario stands in the address, and browsers
 * refuse more than a hundred changes of it in half a minute.
 */
const toldEvery = 350;

/** The browser's own slider: arrows and fingers work, and the figure stands beside it. */
export function Slider({ label, value, least, most, onChange }: SliderProps) {
  const id = useId();
  const [held, hold] = useState<number | null>(null);
  const tell = useRef(onChange);
  const toldAt = useRef(0);
  useEffect(() => {
    tell.current = onChange;
  }, [onChange]);
  useEffect(() => {
    if (held === null) return;
    const wait = Math.max(0, toldAt.current + toldEvery - Date.now());
    const timer = setTimeout(() => {
      toldAt.current = Date.now();
      tell.current(held);
      hold(null);
    }, wait);
    return () => clearTimeout(timer);
  }, [held]);
  const shown = held ?? value;
  return (
    <div className="staffing-slider">
      <label htmlFor={id}>
        {label} <b className="numbers">{Number(shown.toFixed(1))}%</b>
      </label>
      <input
        id={id}
        type="range"
        min={least}
        max={most}
        step={1}
        value={Math.min(most, Math.max(least, shown))}
        onChange={(event) => hold(Number(event.target.value))}
      />
    </div>
  );
}

const seconds = (value: number) => `${Math.round(value)} s`;
