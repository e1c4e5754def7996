/** The year: people, leaving, hiring and training against what each month asks for; whom to hire when. */
import { Input, InputNumber } from "antd";
import { useId, useState } from "react";
import { useRequirement, useYear } from "../../api/staffing";
import type { YearMonth, YearRequest } from "../../api/views";
import { count, rate } from "../../format/numbers";
import { type Key, type Text, useText } from "../../i18n/language";
import { SeverityMark } from "../../parts/Mark";
import { Failure, Loading } from "../../parts/states";
import { useSettled } from "./Answered";
import { asked, Field } from "./Controls";
import { decimal } from "./numbers";
import { Scroll } from "./Scroll";
import { percentOf, type Scenario, totalShrinkage } from "./scenario";
import { Tiles } from "./Tiles";
import { daysOf, monthsFrom, readTraining } from "./year";

const obstacles: Record<NonNullable<YearMonth["obstacle"]>, Key> = {
  lead: "staffing.year.lead_binds",
  hires_max: "staffing.year.hires_bind",
  seats: "staffing.bind.seats",
};

/** What a plan begins with where nobody said anything else; all of it stands in a field. */
const usual = {
  /** Null: as many as the first month takes. */
  people: null as number | null,
  seats: null as number | null,
  attrition_monthly: 0.02,
  hiring_lead_months: 2,
  hires_max_monthly: null as number | null,
  people_per_seat: 1,
  hours_per_day: 8,
  training: "0 50",
};
type Given = typeof usual;

type Props = { scenario: Scenario };

export function YearPlan({ scenario }: Props) {
  const text = useText();
  const base = useRequirement(useSettled(asked({ ...scenario, day: null }))).data;
  const days = base?.days.length ?? 0;
  const perDay = base && days > 0 ? base.total.agent_hours / days : null;
  const [given, set] = useState<Given>(usual);
  const [written, write] = useState<Record<string, Partial<Written>>>({});
  const request = perDay === null ? null : requestOf(scenario, perDay, given, written);
  const answer = useYear(useSettled(request));
  if (request === null) return <Loading rows={10} />;
  return (
    <div className="stack">
      <section className="panel staffing-year" aria-label={text("staffing.year")}>
        <Fields given={{ ...given, people: request.people }} onChange={set} />
        <Training value={given.training} onChange={(training) => set({ ...given, training })} />
      </section>
      <p className="second">{text("staffing.year.base", { days, hours: decimal(perDay ?? 0) })}</p>
      {answer.error && <Failure error={answer.error} onRetry={answer.refetch} />}
      {answer.data && (
        <Table
          request={request}
          months={answer.data}
          onWrite={(month, part) => write({ ...written, [month]: { ...written[month], ...part } })}
        />
      )}
    </div>
  );
}

/** Each month as the mean of the days chosen, but for what was written over. */
function requestOf(
  scenario: Scenario,
  perDay: number,
  given: Given,
  written: Record<string, Partial<Written>>,
): YearRequest {
  const shrinkage = totalShrinkage(scenario);
  const { hours_per_day, training, people, ...rest } = given;
  const months = monthsFrom(scenario.from, 12).map((month) => ({
    month,
    agent_hours: written[month]?.agent_hours ?? Math.round(perDay * daysOf(month)),
    shrinkage,
    working_days: written[month]?.working_days ?? usualWorkingDays(month),
    hours_per_day,
  }));
  const hoursOfOne = usualWorkingDays(scenario.from) * hours_per_day * (1 - shrinkage);
  const first = Math.ceil((months[0]?.agent_hours ?? 0) / hoursOfOne);
  return { ...rest, people: people ?? first, training: readTraining(training), months };
}

function Fields({ given, onChange }: { given: Given; onChange: (given: Given) => void }) {
  const text = useText();
  const none = text("staffing.no_limit");
  const change = (part: Partial<Given>) => onChange({ ...given, ...part });
  return (
    <>
      <Field
        label={text("staffing.year.people")}
        value={given.people}
        least={0}
        most={100_000}
        onChange={(people) => change({ people })}
      />
      <Field
        label={text("staffing.year.attrition")}
        unit="%"
        value={percentOf(given.attrition_monthly)}
        least={0}
        most={99}
        onChange={(value) => change({ attrition_monthly: (value ?? 0) / 100 })}
      />
      <Field
        label={text("staffing.year.lead")}
        value={given.hiring_lead_months}
        least={0}
        most={24}
        isWhole
        onChange={(value) => change({ hiring_lead_months: value ?? 0 })}
      />
      <Field
        label={text("staffing.year.hires_max")}
        value={given.hires_max_monthly}
        otherwise={none}
        least={0}
        most={10_000}
        isWhole
        onChange={(value) => change({ hires_max_monthly: value })}
      />
      <Field
        label={text("staffing.seats")}
        value={given.seats}
        otherwise={none}
        least={1}
        most={100_000}
        isWhole
        onChange={(seats) => change({ seats })}
      />
      <Field
        label={text("staffing.year.per_seat")}
        value={given.people_per_seat}
        least={0.1}
        most={10}
        onChange={(value) => change({ people_per_seat: value ?? 1 })}
      />
      <Field
        label={text("staffing.year.hours_per_day")}
        unit="h"
        value={given.hours_per_day}
        least={1}
        most={12}
        onChange={(value) => change({ hours_per_day: value ?? 8 })}
      />
    </>
  );
}

type Written = { agent_hours: number | null; working_days: number | null };

/** Five days of seven, without holidays: whoever plans takes those off. */
const usualWorkingDays = (month: string) => Math.round((daysOf(month) * 5) / 7);

function Training({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const text = useText();
  const id = useId();
  return (
    <div className="staffing-field">
      <label htmlFor={id}>
        {text("staffing.year.training")}
        <span className="second">{text("staffing.year.training_how")}</span>
      </label>
      <Input
        id={id}
        value={value}
        maxLength={60}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

type TableProps = {
  request: YearRequest;
  months: YearMonth[];
  onWrite: (month: string, part: Partial<Written>) => void;
};

function Table({ request, months, onWrite }: TableProps) {
  const text = useText();
  const needs = new Map(request.months.map((need) => [need.month, need]));
  const hired = months.reduce((sum, month) => sum + month.hires, 0);
  const leaving = months.reduce((sum, month) => sum + month.leavers, 0);
  const short = months.filter((month) => month.missing > 0.05).length;
  return (
    <>
      <Tiles
        tiles={[
          { id: "hires", name: text("staffing.year.hires"), value: count(hired) },
          { id: "leavers", name: text("staffing.year.leavers"), value: decimal(leaving) },
          {
            id: "short",
            name: text("staffing.year.short_months"),
            value: short,
            note: short > 0 && <SeverityMark severity="warning" />,
          },
          {
            id: "end",
            name: text("staffing.year.end"),
            value: decimal(months.at(-1)?.people ?? 0),
          },
        ]}
      />
      <section className="panel" aria-label={text("staffing.year")}>
        <Scroll label={text("staffing.year")}>
          <table className="staffing-table numbers">
            <thead>
              <tr>
                {heads.map((head) => (
                  <th key={head} scope="col">
                    {text(head)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {months.map((month) => (
                <Row
                  key={month.month}
                  month={month}
                  need={needs.get(month.month)}
                  text={text}
                  onWrite={(part) => onWrite(month.month, part)}
                />
              ))}
            </tbody>
          </table>
        </Scroll>
      </section>
    </>
  );
}

const heads: Key[] = [
  "staffing.year.month",
  "staffing.agent_hours",
  "staffing.year.working_days",
  "staffing.year.required",
  "staffing.year.on_payroll",
  "staffing.year.effective",
  "staffing.year.orders",
  "staffing.year.starts",
  "staffing.year.leavers",
  "staffing.year.missing",
];

type RowProps = {
  month: YearMonth;
  need: YearRequest["months"][number] | undefined;
  text: Text;
  onWrite: (part: Partial<Written>) => void;
};

function Row({ month, need, text, onWrite }: RowProps) {
  const isShort = month.missing > 0.05;
  return (
    <tr data-month={month.month}>
      <th scope="row">{month.month}</th>
      <td>
        <InputNumber
          aria-label={`${month.month} ${text("staffing.agent_hours")}`}
          className="staffing-hours"
          size="small"
          controls={false}
          min={0}
          max={5_000_000}
          precision={0}
          changeOnBlur
          value={need?.agent_hours ?? null}
          onChange={(value) => onWrite({ agent_hours: value })}
        />
      </td>
      <td>
        <InputNumber
          aria-label={`${month.month} ${text("staffing.year.working_days")}`}
          className="staffing-agents"
          size="small"
          controls={false}
          min={1}
          max={31}
          changeOnBlur
          value={need?.working_days ?? null}
          onChange={(value) => onWrite({ working_days: value })}
        />
      </td>
      <td>{decimal(month.required)}</td>
      <td>{decimal(month.people)}</td>
      <td>{decimal(month.effective)}</td>
      <td>{month.orders > 0 ? <b>{month.orders}</b> : ""}</td>
      <td>{month.hires > 0 ? month.hires : ""}</td>
      <td>{decimal(month.leavers)}</td>
      <td>
        {isShort ? (
          <>
            <SeverityMark severity="warning" /> {decimal(month.missing)} ·{" "}
            {rate(month.missing / Math.max(1, month.required))}
            {month.obstacle && <span className="second"> {text(obstacles[month.obstacle])}</span>}
          </>
        ) : (
          <span className="second">
            {month.surplus > 0.05 ? `+${decimal(month.surplus)}` : "–"}
          </span>
        )}
      </td>
    </tr>
  );
}
