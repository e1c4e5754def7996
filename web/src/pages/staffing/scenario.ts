/**
 * A scenario as it is put together on the page: in the address, so that a link is the plan.
 *
 * Room:  pages/staffing.
 * Holds: whatever the address says, a scenario comes out or none; what is not said is not written.
 */
import type {
  QueueBasis,
  Requirement,
  ShrinkageWhy,
  StaffingDirection,
  StaffingScenario,
  StaffingTargets,
} from "../../api/views";

export const directions = ["forward", "reverse", "two_way"] as const;
export type Scenario = StaffingScenario;

export const kinds: ShrinkageWhy[] = [
  "break",
  "meal",
  "training",
  "coaching",
  "meeting",
  "back_office",
  "system_fault",
  "leave",
  "sickness",
  "absence",
  "other",
];

export function readDirection(search: URLSearchParams): StaffingDirection {
  return directions.find((one) => one === search.get("as")) ?? "forward";
}

/** The scenario of the address; null where there is none that can be read. */
export function readScenario(search: URLSearchParams): Scenario | null {
  const written = search.get("s");
  if (!written) return null;
  try {
    const read: unknown = JSON.parse(written);
    return isScenario(read) ? read : null;
  } catch {
    return null;
  }
}

function isScenario(read: unknown): read is Scenario {
  if (typeof read !== "object" || read === null) return false;
  const { queues, from, to } = read as Partial<Scenario>;
  const areQueues = Array.isArray(queues) && queues.every((queue) => Number.isInteger(queue));
  return areQueues && typeof from === "string" && typeof to === "string";
}

/** Without what says nothing, so that equal plans have equal addresses. */
export function written(scenario: Scenario): string {
  return JSON.stringify(tidy(scenario));
}

export function tidy(scenario: Scenario): Scenario {
  const kept = Object.entries(scenario).filter(([, value]) => !isNothing(value));
  return Object.fromEntries(kept) as Scenario;
}

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.values(value).every(isNothing);
}

export function withTarget(scenario: Scenario, part: Partial<StaffingTargets>): Scenario {
  return { ...scenario, targets: { ...scenario.targets, ...part } };
}

/** A part of the shrinkage as percent; nothing is written for none. */
export function withShrinkage(
  scenario: Scenario,
  kind: ShrinkageWhy,
  percent: number | null,
): Scenario {
  const others = (scenario.shrinkage ?? []).filter((part) => part.kind !== kind);
  const own = percent ? [{ kind, share: percent / 100 }] : [];
  const shrinkage = [...others, ...own].sort(
    (one, other) => kinds.indexOf(one.kind) - kinds.indexOf(other.kind),
  );
  return { ...scenario, shrinkage };
}

export function shrinkageOf(scenario: Scenario, kind: ShrinkageWhy): number | null {
  const part = scenario.shrinkage?.find((one) => one.kind === kind);
  return part ? percentOf(part.share) : null;
}

export const totalShrinkage = (scenario: Scenario) =>
  (scenario.shrinkage ?? []).reduce((sum, { share }) => sum + share, 0);

/** A share as the percent that was typed, not 28.999999999999996. */
export const percentOf = (share: number) => Number((share * 100).toFixed(6));

type People = NonNullable<Scenario["people"]>;

/** As many as `requirement` asks for on its day, so many percent of it. */
export function peopleOf(requirement: Requirement, percent: number): People {
  const slots = (24 * 60) / requirement.step_minutes;
  return requirement.basis.map(({ queue }) => {
    const agents = new Array<number>(slots).fill(0);
    for (const row of requirement.rows) {
      if (row.queue === queue) agents[row.slot] = Math.round(((row.agents ?? 0) * percent) / 100);
    }
    return { queue, agents };
  });
}

/** People / requirement in percent; null where nothing is required. */
export function percentOfPeople(people: People, requirement: Requirement): number | null {
  let [there, wanted] = [0, 0];
  for (const row of requirement.rows) {
    wanted += row.agents ?? 0;
    there += people.find(({ queue }) => queue === row.queue)?.agents[row.slot] ?? 0;
  }
  return wanted === 0 ? null : Math.round((100 * there) / wanted);
}

export function withAgents(people: People, queue: number, slot: number, agents: number): People {
  return people.map((one) =>
    one.queue === queue
      ? { queue, agents: one.agents.map((was, at) => (at === slot ? agents : was)) }
      : one,
  );
}

/** The least and the most of what queues say, as one text. */
export function rangeOf(
  basis: QueueBasis[],
  of: (one: QueueBasis) => number | null | undefined,
  show: (value: number) => string,
): string | null {
  const values = basis.map(of).filter((value) => value !== null && value !== undefined);
  if (values.length === 0) return null;
  const [least, most] = [show(Math.min(...values)), show(Math.max(...values))];
  return least === most ? least : `${least} – ${most}`;
}
