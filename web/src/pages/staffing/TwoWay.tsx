/** Some given, the rest solved for: what is reached, what binds, and the curve of cost against service. */
import { lazy, Suspense } from "react";
import { useZone } from "../../api/queries";
import { useSolution } from "../../api/staffing";
import type { Solution } from "../../api/views";
import { count, rate } from "../../format/numbers";
import { dayClock } from "../../format/times";
import { type Key, type Text, useText } from "../../i18n/language";
import { SeverityMark } from "../../parts/Mark";
import { Answered, useSettled } from "./Answered";
import { Basis } from "./Basis";
import { Drawn } from "./Drawn";
import { decimal, hours, money } from "./numbers";
import { Scroll } from "./Scroll";
import { useShownQueue } from "./ShownQueue";
import type { Scenario } from "./scenario";
import { Tiles } from "./Tiles";

const CostChart = lazy(() => import("./CostChart"));

const limitNames: Record<Solution["binding"][number], Key> = {
  people: "staffing.bind.people",
  seats: "staffing.bind.seats",
  budget: "staffing.bind.budget",
};
const targetNames: Record<string, Key> = {
  service_level: "staffing.service_level",
  asa: "staffing.asa",
  occupancy: "staffing.occupancy",
  abandonment: "staffing.abandonment",
};

type Props = { scenario: Scenario; onChange: (scenario: Scenario) => void };

export function TwoWay({ scenario }: Props) {
  const { people: _, ...given } = scenario;
  const query = useSolution(useSettled(given));
  return (
    <Answered query={query} scenario={scenario}>
      {(solution) => <Result solution={solution} />}
    </Answered>
  );
}

function Result({ solution }: { solution: Solution }) {
  const text = useText();
  const [queue, choice] = useShownQueue(solution.basis);
  const rows = solution.rows.filter((row) => row.queue === queue);
  return (
    <>
      <Tiles
        tiles={[
          { id: "paid", name: text("staffing.paid_hours"), value: hours(solution.paid_hours) },
          {
            id: "overtime",
            name: text("staffing.overtime"),
            value: hours(solution.overtime_hours),
          },
          { id: "cost", name: text("staffing.cost"), value: money(solution.cost) },
          { id: "peak", name: text("staffing.peak"), value: count(solution.seats) },
        ]}
      >
        <Verdict solution={solution} />
      </Tiles>
      <Services solution={solution} />
      <section className="panel" aria-label={text("staffing.cost_curve")}>
        <h2>{text("staffing.cost_curve")}</h2>
        <p className="second">{text("staffing.cost_curve_says")}</p>
        <div role="img" aria-label={text("staffing.cost_curve")}>
          <Suspense fallback={<div className="staffing-space" />}>
            <CostChart curve={solution.curve} cost={solution.cost} />
          </Suspense>
        </div>
      </section>
      <section className="panel" aria-label={text("staffing.by_slot", { day: solution.day })}>
        <div className="curve-head">
          <h2>{text("staffing.by_slot", { day: solution.day })}</h2>
          {choice}
        </div>
        <Drawn
          name={solution.day}
          step={solution.step_minutes}
          slots={rows.map((row) => ({ ...row, contacts: row.contacts }))}
        />
      </section>
      <Basis basis={solution.basis} />
    </>
  );
}

/** Whether it works, and if not, what stands in the way. */
function Verdict({ solution }: { solution: Solution }) {
  const text = useText();
  const zone = useZone();
  const { binding, without_limits: free, closed } = solution;
  const limits = binding.map((limit) => text(limitNames[limit])).join(" · ");
  return (
    <div className="staffing-verdict" data-keeps={solution.keeps_targets}>
      <p>
        <SeverityMark severity={solution.keeps_targets ? "good" : "critical"} />{" "}
        <b>
          {solution.keeps_targets
            ? text("staffing.keeps")
            : text("staffing.falls_short", { missed: missedOf(solution, text) })}
        </b>{" "}
        <span className="second">
          {binding.length === 0
            ? text("staffing.binds_nothing")
            : text("staffing.binds", { limits })}
        </span>
      </p>
      {!solution.keeps_targets && (
        <p className="second">
          {free
            ? text("staffing.without_limits", {
                hours: decimal(free.paid_hours),
                seats: free.seats,
                cost: money(free.cost),
              })
            : text("staffing.without_limits_none")}
        </p>
      )}
      {closed.length > 0 && (
        <p className="second" data-closed={closed.length}>
          {text("staffing.closed_slots", {
            count: closed.length,
            slots: closed.map((at) => dayClock(at, zone)).join(", "),
          })}
        </p>
      )}
    </div>
  );
}

function missedOf(solution: Solution, text: Text): string {
  const missed = new Set(solution.services.flatMap((service) => service.missed));
  const words = [...missed].map((target) => targetNames[target]).filter((key) => key !== undefined);
  return words.map((key) => text(key)).join(" · ");
}

function Services({ solution }: { solution: Solution }) {
  const text = useText();
  const names = new Map(solution.basis.map((one) => [one.queue, one.queue_name]));
  return (
    <section className="panel" aria-label={text("staffing.queues")}>
      <Scroll label={text("staffing.queues")}>
        <table className="staffing-table numbers">
          <thead>
            <tr>
              <th scope="col">{text("staffing.queues")}</th>
              <th scope="col">{text("staffing.contacts")}</th>
              <th scope="col">{text("staffing.service_level")}</th>
              <th scope="col">{text("staffing.asa")}</th>
              <th scope="col">{text("staffing.abandonment")}</th>
              <th scope="col">{text("staffing.occupancy")}</th>
            </tr>
          </thead>
          <tbody>
            {solution.services.map((service) => {
              const mark = (target: string) =>
                service.missed.includes(target) && <SeverityMark severity="warning" />;
              return (
                <tr key={service.queue} data-service={service.queue}>
                  <th scope="row">{names.get(service.queue)}</th>
                  <td>{count(service.contacts)}</td>
                  <td>
                    {rate(service.service_level)} {mark("service_level")}
                  </td>
                  <td>
                    {service.asa_s == null ? "–" : `${decimal(service.asa_s)} s`} {mark("asa")}
                  </td>
                  <td>
                    {rate(service.abandonment)} {mark("abandonment")}
                  </td>
                  <td>
                    {rate(service.occupancy)} {mark("occupancy")}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
