/**
 * The question as an address: what is written reads back equal, so a link is the same view.
 *
 * Room:  pages/history; between the address, the choices and the server.
 * Holds: the grouping is `group` in the page's address, because `by` there says how an opened figure counts.
 */
import type { Attribution } from "../../api/views";

export const groups = ["centre", "site", "queue", "skill", "did", "team", "agent", "seat"] as const;
export const steps = ["15m", "30m", "1h", "1d", "1w", "1mo", "1y"] as const;
export const periods = [
  "today",
  "yesterday",
  "this_week",
  "last_week",
  "this_month",
  "last_month",
  "this_year",
] as const;
export type Group = (typeof groups)[number];
export type Step = (typeof steps)[number];
export type Period = (typeof periods)[number];

export type Question = {
  measures: string[];
  group: Group;
  /** Null: from and to. */
  period: Period | null;
  from: string | null;
  to: string | null;
  step: Step;
  queue: string[];
  skill: string[];
  site: string[];
  team: string[];
  definition: string | null;
  attribution: Attribution | null;
  /** before, week, year or a day. */
  compare: string | null;
  /** Which measure is drawn. */
  drawn: string | null;
  rows: "lines" | "intervals";
};

export const first: Question = {
  measures: ["offered", "answered", "abandoned", "service_level", "asa_ms"],
  group: "centre",
  period: "today",
  from: null,
  to: null,
  step: "1h",
  queue: [],
  skill: [],
  site: [],
  team: [],
  definition: null,
  attribution: null,
  compare: null,
  drawn: null,
  rows: "intervals",
};

function pick<T extends string>(known: readonly T[], text: string | null, usual: T): T {
  return known.find((one) => one === text) ?? usual;
}

const list = (text: string | null) => (text ? text.split(",").filter(Boolean) : []);

export function questionIn(search: URLSearchParams): Question {
  const [from, to] = [search.get("from"), search.get("to")];
  const isFree = from !== null && to !== null;
  const measures = list(search.get("measure"));
  const attribution = search.get("attribution");
  return {
    measures: measures.length > 0 ? measures : first.measures,
    group: pick(groups, search.get("group"), "centre"),
    period: isFree ? null : pick(periods, search.get("period"), "today"),
    from: isFree ? from : null,
    to: isFree ? to : null,
    step: pick(steps, search.get("step"), "1h"),
    queue: list(search.get("queue")),
    skill: list(search.get("skill")),
    site: list(search.get("site")),
    team: list(search.get("team")),
    definition: search.get("definition"),
    attribution: attribution === "by_event" ? "by_event" : null,
    compare: search.get("compare"),
    drawn: search.get("drawn"),
    rows: search.get("rows") === "lines" ? "lines" : "intervals",
  };
}

function asked(question: Question): [string, string | null][] {
  const { measures, period, from, to, step, definition, attribution, compare } = question;
  return [
    ["measure", measures.join(",")],
    ["period", period],
    ["from", period === null ? from : null],
    ["to", period === null ? to : null],
    ["step", step],
    ["queue", question.queue.join(",")],
    ["skill", question.skill.join(",")],
    ["site", question.site.join(",")],
    ["team", question.team.join(",")],
    ["definition", definition],
    ["attribution", attribution],
    ["compare", compare],
  ];
}

function written(pairs: [string, string | null][]): URLSearchParams {
  return new URLSearchParams(pairs.filter((pair): pair is [string, string] => Boolean(pair[1])));
}

/** The page's address. */
export function addressOf(question: Question): URLSearchParams {
  return written([
    ...asked(question),
    ["group", question.group],
    ["drawn", question.drawn],
    ["rows", question.rows],
  ]);
}

/** What the server is asked. */
export function requestOf(question: Question): string {
  return written([...asked(question), ["by", question.group]]).toString();
}
