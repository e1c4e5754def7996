/** From targets to people: the day by interval, the days, and what one more or fewer would change. */
import { Button } from "antd";
import { useState } from "react";
import { requirementXlsx, useRequirement } from "../../api/staffing";
import type { Requirement, RequirementRow, StaffingSum } from "../../api/views";
import { count, duration, rate } from "../../format/numbers";
import { useLanguage, useText } from "../../i18n/language";
import { SeverityMark } from "../../parts/Mark";
import { slotTime } from "../forecast/days";
import { weekdayNames } from "../forecast/words";
import { Answered, useSettled } from "./Answered";
import { Basis } from "./Basis";
import { asked } from "./Controls";
import { Drawn } from "./Drawn";
import { decimal, hours } from "./numbers";
import { Scroll } from "./Scroll";
import { useShownQueue } from "./ShownQueue";
import type { Scenario } from "./scenario";
import { Tiles } from "./Tiles";

type Props = { scenario: Scenario; onChange: (scenario: Scenario) => void };

export function Forward({ scenario, onChange }: Props) {
  const query = useRequirement(useSettled(asked(scenario)));
  return (
    <Answered query={query} scenario={scenario}>
      {(requirement) => (
        <Result
          scenario={scenario}
          requirement={requirement}
          onDay={(day) => onChange({ ...scenario, day })}
        />
      )}
    </Answered>
  );
}

type ResultProps = { scenario: Scenario; requirement: Requirement; onDay: (day: string) => void };

function Result({ scenario, requirement, onDay }: ResultProps) {
  const text = useText();
  const { language } = useLanguage();
  const { total } = requirement;
  const [queue, choice] = useShownQueue(requirement.basis);
  const rows = requirement.rows.filter((row) => row.queue === queue);
  return (
    <>
      <Tiles
        tiles={[
          { id: "contacts", name: text("staffing.contacts"), value: count(total.contacts) },
          { id: "work", name: text("staffing.work_hours"), value: hours(total.work_hours) },
          { id: "agents", name: text("staffing.agent_hours"), value: hours(total.agent_hours) },
          { id: "paid", name: text("staffing.paid_hours"), value: hours(total.paid_hours) },
          { id: "peak", name: text("staffing.peak"), value: count(total.agents_max) },
        ]}
      >
        {total.unreachable > 0 && (
          <p>
            <SeverityMark severity="warning" />{" "}
            {text("staffing.unreachable", { count: total.unreachable })}
          </p>
        )}
      </Tiles>
      {requirement.days.length > 1 && (
        <Days days={requirement.days} total={total} shown={requirement.day} onDay={onDay} />
      )}
      <section className="panel" aria-label={text("staffing.by_slot", { day: requirement.day })}>
        <div className="curve-head">
          <h2>{text("staffing.by_slot", { day: requirement.day })}</h2>
          {choice}
          <Button href={requirementXlsx(asked(scenario), language)} download>
            {text("staffing.excel")}
          </Button>
        </div>
        <Drawn
          step={requirement.step_minutes}
          name={requirement.day}
          slots={rows.map((row) => ({ ...row, agents: row.agents ?? null }))}
        />
        <SlotTable rows={rows} step={requirement.step_minutes} />
      </section>
      <Basis basis={requirement.basis} />
    </>
  );
}

type DaysProps = {
  days: StaffingSum[];
  total: StaffingSum;
  shown: string;
  onDay: (day: string) => void;
};

function Days({ days, total, shown, onDay }: DaysProps) {
  const text = useText();
  return (
    <section className="panel" aria-label={text("staffing.by_day")}>
      <h2>{text("staffing.by_day")}</h2>
      <Scroll label={text("staffing.by_day")}>
        <table className="staffing-table numbers">
          <thead>
            <tr>
              <th scope="col">{text("staffing.day")}</th>
              <th scope="col">{text("staffing.contacts")}</th>
              <th scope="col">{text("staffing.agent_hours")}</th>
              <th scope="col">{text("staffing.paid_hours")}</th>
              <th scope="col">{text("staffing.peak")}</th>
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr
                key={day.day}
                data-day={day.day}
                className={day.day === shown ? "is-shown" : undefined}
              >
                <th scope="row">
                  <button
                    type="button"
                    className="day-open"
                    aria-pressed={day.day === shown}
                    onClick={() => day.day && onDay(day.day)}
                  >
                    {day.day} {day.day && text(weekdayNames(day.day))}
                  </button>
                </th>
                <Sums sum={day} />
              </tr>
            ))}
            <tr className="staffing-all">
              <th scope="row">{text("staffing.all_days")}</th>
              <Sums sum={total} />
            </tr>
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function Sums({ sum }: { sum: StaffingSum }) {
  return (
    <>
      <td>{count(sum.contacts)}</td>
      <td>{hours(sum.agent_hours)}</td>
      <td>{hours(sum.paid_hours)}</td>
      <td>{count(sum.agents_max)}</td>
    </>
  );
}

/** So many rows are shown at once: a day of half hours of a usual centre. */
const rowsAtFirst = 48;

function SlotTable({ rows, step }: { rows: RequirementRow[]; step: number }) {
  const text = useText();
  const [isWhole, showWhole] = useState(false);
  const shown = isWhole ? rows : rows.slice(0, rowsAtFirst);
  return (
    <Scroll label={text("staffing.time")}>
      <table className="staffing-table numbers">
        <thead>
          <tr>
            <th scope="col">{text("staffing.time")}</th>
            <th scope="col">{text("staffing.required")}</th>
            <th scope="col">{text("staffing.contacts")}</th>
            <th scope="col">{text("staffing.handle_short")}</th>
            <th scope="col">{text("staffing.load")}</th>
            <th scope="col">{text("staffing.scheduled")}</th>
            <th scope="col">{text("staffing.service_level")}</th>
            <th scope="col">{text("staffing.fewer")}</th>
            <th scope="col">{text("staffing.more")}</th>
            <th scope="col">{text("staffing.asa")}</th>
            <th scope="col">{text("staffing.occupancy")}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <SlotRow key={row.slot} row={row} step={step} />
          ))}
        </tbody>
      </table>
      {rows.length > shown.length && (
        <Button type="link" onClick={() => showWhole(true)}>
          + {rows.length - shown.length}
        </Button>
      )}
    </Scroll>
  );
}

function SlotRow({ row, step }: { row: RequirementRow; step: number }) {
  const at = (change: number) =>
    row.agents == null
      ? undefined
      : row.with.find(({ agents }) => agents === (row.agents ?? 0) + change);
  const own = at(0);
  return (
    <tr data-slot={row.slot}>
      <th scope="row">{slotTime(row.slot, step)}</th>
      <td>
        <b>{row.agents == null ? <SeverityMark severity="warning" /> : row.agents}</b>
      </td>
      <td>{decimal(row.contacts)}</td>
      <td>{duration(row.handle_s * 1_000)}</td>
      <td>{decimal(row.load)}</td>
      <td>{row.scheduled == null ? "–" : decimal(row.scheduled)}</td>
      <td>{rate(own?.service_level)}</td>
      <td className="second">{rate(at(-1)?.service_level)}</td>
      <td className="second">{rate(at(1)?.service_level)}</td>
      <td>{own?.asa_s == null ? "–" : `${decimal(own.asa_s)} s`}</td>
      <td>{rate(own?.occupancy)}</td>
    </tr>
  );
}
