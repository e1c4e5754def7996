/**
 * A figure as an address: what is shown, of whom, over which span, counted how, as of when.
 *
 * Room:  parts; a figure links to it, the drawer reads it. It lives in the page's own address, so that an opened
 *        figure can be sent to somebody and the way back closes it.
 * Holds: what was written reads back equal; what cannot be read opens nothing.
 */
import type { Attribution, Part, ServiceLevelRule, Span } from "../api/views";
import { type MeasureId, measures } from "./measures";

export type Scope = { kind: "queue" | "site" | "skill" | "did" | "agent" | "team"; id: string };

/** Waits longer than one bound and at most as long as the other; in seconds. */
export type WaitBand = { beyond: number; within: number | null };

export type Asked = {
  measure: MeasureId;
  /** A span of the figures, or an interval. */
  span: Span | "now" | { from: string; to: string };
  /** Null is the whole centre. */
  scope: Scope | null;
  by: Attribution;
  /** Null is now. */
  moment: string | null;
  /** Null is the rule in force. */
  rule: ServiceLevelRule | null;
  /** Which side of the figure; null is its first. */
  part: Part | null;
  /** Only contacts that waited so long; null is any. */
  wait: WaitBand | null;
};

const names = ["figure", "span", "of", "by", "moment", "rule", "part", "wait"] as const;
const kinds: Scope["kind"][] = ["queue", "site", "skill", "did", "agent", "team"];
const spans: (Span | "now")[] = [
  "now",
  "today",
  "last_5m",
  "last_15m",
  "last_30m",
  "m5",
  "m15",
  "m30",
  "m60",
];

/**
 * The address with the figure opened; everything else in it stays. A page of the past turns to the figure's moment:
 * while time runs on, what was pressed can be a moment older than what the address asks for already.
 */
export function withFigure(before: URLSearchParams, asked: Asked): URLSearchParams {
  const { span, scope } = asked;
  const next = withoutFigure(before);
  if (asked.moment && next.has("at")) next.set("at", asked.moment);
  next.set("figure", asked.measure);
  next.set("span", typeof span === "string" ? span : `${span.from}~${span.to}`);
  if (scope) next.set("of", `${scope.kind}-${scope.id}`);
  next.set("by", asked.by);
  if (asked.moment) next.set("moment", asked.moment);
  if (asked.rule) next.set("rule", asked.rule);
  if (asked.part) next.set("part", asked.part);
  if (asked.wait) next.set("wait", waitText(asked.wait));
  return next;
}

export function withoutFigure(before: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(before);
  for (const name of [...names, "contact"]) next.delete(name);
  return next;
}

/** The other parameters of the address that was asked for last: hundreds of figures stand in one. */
let others: { of: string; moment: string | null; text: string } = {
  of: "",
  moment: null,
  text: "",
};

/**
 * What stands behind `?` with the figure opened: the same as `withFigure`, without taking the address
 * apart for each of the figures of a large table.
 */
export function figureSearch(search: string, asked: Asked): string {
  const { span, scope, moment } = asked;
  if (others.of !== search || others.moment !== moment) {
    const next = withoutFigure(new URLSearchParams(search));
    if (moment && next.has("at")) next.set("at", moment);
    const text = next.toString();
    others = { of: search, moment, text: text === "" ? "" : `${text}&` };
  }
  const written = typeof span === "string" ? span : encodeURIComponent(`${span.from}~${span.to}`);
  let text = `${others.text}figure=${asked.measure}&span=${written}`;
  if (scope) text += `&of=${scope.kind}-${scope.id}`;
  text += `&by=${asked.by}`;
  if (moment) text += `&moment=${encodeURIComponent(moment)}`;
  if (asked.rule) text += `&rule=${asked.rule}`;
  if (asked.part) text += `&part=${asked.part}`;
  if (asked.wait) text += `&wait=${waitText(asked.wait)}`;
  return text;
}

export function figureIn(search: URLSearchParams): Asked | null {
  const measure = search.get("figure") as MeasureId | null;
  const span = spanOf(search.get("span") ?? "today");
  if (measure === null || !(measure in measures) || span === null) return null;
  return {
    measure,
    span,
    scope: scopeOf(search.get("of")),
    by: search.get("by") === "by_event" ? "by_event" : "by_arrival",
    moment: search.get("moment"),
    rule: search.get("rule") as ServiceLevelRule | null,
    part: search.get("part") as Part | null,
    wait: waitOf(search.get("wait")),
  };
}

/** `20-30`, or `600-` for all beyond. */
const waitText = ({ beyond, within }: WaitBand) => `${beyond}-${within ?? ""}`;

function waitOf(text: string | null): WaitBand | null {
  const [, beyond, within] = /^(\d{1,6})-(\d{1,6})?$/.exec(text ?? "") ?? [];
  if (beyond === undefined) return null;
  return { beyond: Number(beyond), within: within === undefined ? null : Number(within) };
}

function spanOf(text: string): Asked["span"] | null {
  const known = spans.find((span) => span === text);
  if (known) return known;
  const [from, to] = text.split("~");
  return from && to ? { from, to } : null;
}

function scopeOf(text: string | null): Scope | null {
  const [kind, id] = text?.split("-") ?? [];
  const known = kinds.find((other) => other === kind);
  return known && id && /^\d+$/.test(id) ? { kind: known, id } : null;
}

/** What the server is asked for one side of a figure. */
export function questionOf(asked: Asked, part: Part): Record<string, string | null> {
  const { span, scope, wait } = asked;
  const interval = typeof span === "object" ? span : null;
  return {
    part,
    span: typeof span === "string" && span !== "now" ? span : null,
    from: interval?.from ?? null,
    to: interval?.to ?? null,
    attribution: asked.by,
    rule: asked.rule,
    // The first band begins with those who did not wait at all.
    beyond_s: wait && wait.beyond > 0 ? String(wait.beyond) : null,
    within_s: wait?.within == null ? null : String(wait.within),
    [scope?.kind ?? "queue"]: scope?.id ?? null,
  };
}
