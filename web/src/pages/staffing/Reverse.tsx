/** From people to what they reach: quickly by few days simulated, then closely by many. */
import { Button, InputNumber } from "antd";
import { useReachable, useRequirement } from "../../api/staffing";
import type { Reachable, ReachableRow, Requirement } from "../../api/views";
import { count, rate } from "../../format/numbers";
import { type Text, useText } from "../../i18n/language";
import { SeverityMark } from "../../parts/Mark";
import { slotTime } from "../forecast/days";
import { Answered, useSettled } from "./Answered";
import { Basis } from "./Basis";
import { asked, Slider } from "./Controls";
import { Drawn } from "./Drawn";
import { decimal, hours } from "./numbers";
import { Scroll } from "./Scroll";
import { useShownQueue } from "./ShownQueue";
import { peopleOf, percentOfPeople, type Scenario, tidy, withAgents } from "./scenario";
import { type Tile, Tiles } from "./Tiles";

/** Days simulated for the first answer, and for the one that stays. */
const [quick, close] = [40, 400];

type Props = { scenario: Scenario; onChange: (scenario: Scenario) => void };

export function Reverse({ scenario, onChange }: Props) {
  const query = useRequirement(useSettled(asked(scenario)));
  return (
    <Answered query={query} scenario={scenario}>
      {(requirement) => (
        <WithPeople scenario={scenario} requirement={requirement} onChange={onChange} />
      )}
    </Answered>
  );
}

type WithProps = Props & { requirement: Requirement };

function WithPeople({ scenario, requirement, onChange }: WithProps) {
  const text = useText();
  const isSaid = (scenario.people ?? []).length > 0;
  const people = isSaid ? (scenario.people ?? []) : peopleOf(requirement, 100);
  const given = useSettled(tidy({ ...scenario, people }));
  const scenarioOf = (replications: number): Scenario => ({ ...given, replications });
  const first = useReachable(scenarioOf(quick));
  const closer = useReachable(first.isSuccess ? scenarioOf(close) : null);
  const isClose = closer.data !== undefined && !closer.isPlaceholderData;
  const percent = percentOfPeople(people, requirement);
  const give = (next: Scenario["people"]) => onChange({ ...scenario, people: next });
  return (
    <>
      <section className="panel" aria-label={text("staffing.people")}>
        <div className="staffing-people">
          <Slider
            label={text("staffing.people_percent")}
            value={percent ?? 100}
            least={50}
            most={150}
            onChange={(value) => give(peopleOf(requirement, value))}
          />
          {isSaid && <Button onClick={() => give([])}>{text("staffing.people_again")}</Button>}
        </div>
      </section>
      <Answered query={isClose ? closer : first} scenario={scenario}>
        {(reachable) => (
          <Result
            reachable={reachable}
            requirement={requirement}
            isClose={isClose}
            onAgents={(queue, slot, agents) => give(withAgents(people, queue, slot, agents))}
          />
        )}
      </Answered>
    </>
  );
}

type ResultProps = {
  reachable: Reachable;
  requirement: Requirement;
  isClose: boolean;
  onAgents: (queue: number, slot: number, agents: number) => void;
};

function Result({ reachable, requirement, isClose, onAgents }: ResultProps) {
  const text = useText();
  const [queue, choice] = useShownQueue(reachable.basis);
  const rows = reachable.rows.filter((row) => row.queue === queue);
  const wanted = new Map(
    requirement.rows.filter((row) => row.queue === queue).map((row) => [row.slot, row.agents]),
  );
  return (
    <>
      <Tiles tiles={tilesOf(reachable, queue, text)} />
      <section className="panel" aria-label={text("staffing.by_slot", { day: reachable.day })}>
        <div className="curve-head">
          <h2>{text("staffing.by_slot", { day: reachable.day })}</h2>
          {choice}
        </div>
        <Drawn
          name={reachable.day}
          step={reachable.step_minutes}
          slots={rows.map((row) => ({ ...row, required: wanted.get(row.slot) ?? null }))}
        />
        <p className="second" role="status" data-simulated={reachable.replications}>
          {isClose
            ? text("staffing.simulated", { count: reachable.replications })
            : text("staffing.simulating")}
        </p>
        <SlotTable
          rows={rows}
          step={reachable.step_minutes}
          wanted={wanted}
          onAgents={(slot, agents) => queue !== null && onAgents(queue, slot, agents)}
        />
      </section>
      <Basis basis={reachable.basis} />
    </>
  );
}

/** Of the queue that is looked at; a target that is missed is marked. */
function tilesOf(reachable: Reachable, queue: number | null, text: Text): Tile[] {
  const day = reachable.days.find((one) => one.queue === queue);
  const targets = reachable.basis.find((one) => one.queue === queue)?.targets;
  if (!day || !targets) return [];
  const mark = (isMissed: boolean) => isMissed && <SeverityMark severity="warning" />;
  const above = (value: number | null | undefined, limit: number | null | undefined) =>
    value != null && limit != null && value > limit;
  return [
    {
      id: "service_level",
      name: text("staffing.service_level"),
      value: rate(day.service_level),
      note: mark(above(targets.service_level, day.service_level)),
    },
    {
      id: "asa",
      name: text("staffing.asa"),
      value: day.asa_s == null ? "–" : `${decimal(day.asa_s)} s`,
      note: mark(above(day.asa_s, targets.asa_s)),
    },
    {
      id: "abandonment",
      name: text("staffing.abandonment"),
      value: rate(day.abandonment),
      note: mark(above(day.abandonment, targets.abandonment_max)),
    },
    {
      id: "occupancy",
      name: text("staffing.occupancy"),
      value: rate(day.occupancy),
      note: mark(above(day.occupancy, targets.occupancy_max)),
    },
    { id: "contacts", name: text("staffing.contacts"), value: count(day.contacts) },
    { id: "paid", name: text("staffing.paid_hours"), value: hours(day.paid_hours) },
  ];
}

type TableProps = {
  rows: ReachableRow[];
  step: number;
  wanted: Map<number, number | null | undefined>;
  onAgents: (slot: number, agents: number) => void;
};

function SlotTable({ rows, step, wanted, onAgents }: TableProps) {
  const text = useText();
  return (
    <Scroll label={text("staffing.time")}>
      <table className="staffing-table numbers">
        <thead>
          <tr>
            <th scope="col">{text("staffing.time")}</th>
            <th scope="col">{text("staffing.agents")}</th>
            <th scope="col">{text("staffing.required")}</th>
            <th scope="col">{text("staffing.contacts")}</th>
            <th scope="col">{text("staffing.service_level")}</th>
            <th scope="col">{text("staffing.band_95")}</th>
            <th scope="col">{text("staffing.asa")}</th>
            <th scope="col">{text("staffing.abandonment")}</th>
            <th scope="col">{text("staffing.occupancy")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.slot} data-slot={row.slot}>
              <th scope="row">{slotTime(row.slot, step)}</th>
              <td>
                <InputNumber
                  aria-label={`${slotTime(row.slot, step)} ${text("staffing.agents")}`}
                  className="staffing-agents"
                  size="small"
                  controls={false}
                  min={0}
                  max={20_000}
                  precision={0}
                  value={row.agents + row.without_seat}
                  onChange={(agents) => onAgents(row.slot, agents ?? 0)}
                />
                {row.without_seat > 0 && (
                  <span className="second">
                    {" "}
                    {text("staffing.without_seat", { count: row.without_seat })}
                  </span>
                )}
              </td>
              <td>{wanted.get(row.slot) ?? "–"}</td>
              <td>{decimal(row.contacts)}</td>
              <td>{rate(row.service_level?.value)}</td>
              <td className="second">
                {row.service_level
                  ? `${rate(row.service_level.low)} – ${rate(row.service_level.high)}`
                  : "–"}
              </td>
              <td>{row.asa_s == null ? "–" : `${decimal(row.asa_s.value)} s`}</td>
              <td>{rate(row.abandonment?.value)}</td>
              <td>{rate(row.occupancy?.value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
