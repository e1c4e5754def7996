/** The floor as the views of the API. */
import { chance, definition } from "./floor.mjs";

const zone = "Asia/Shanghai";
export const iso = (instant) => new Date(instant).toISOString();

export function figures(offered, answered, trouble) {
  const abandoned = Math.max(0, Math.floor((offered - answered) * 0.8));
  const level = Math.max(0, 0.965 - trouble * 0.8);
  return {
    offered,
    refused: Math.floor(offered * 0.004),
    answered,
    abandoned,
    diverted: Math.max(0, offered - answered - abandoned),
    handled: answered,
    service_level: offered > 0 ? level : undefined,
    answer_rate: offered > 0 ? answered / offered : undefined,
    abandonment: offered > 0 ? abandoned / offered : undefined,
    loss_rate: offered > 0 ? (offered - answered) / offered : undefined,
    asa_ms: 9_000 + Math.floor(trouble * 120_000),
    aht_ms: 214_000,
    wait_max_ms: 95_000 + Math.floor(trouble * 300_000),
    occupancy: 0.81,
    rona: 0.018,
    transfer_rate: 0.061,
  };
}

function row(queue, at) {
  const longest = queue.waiting[0];
  return {
    name: queue.name,
    skill: queue.skill,
    skill_id: queue.skill_id,
    waiting: queue.waiting.length,
    longest_wait_ms: longest ? Math.floor((at - longest.since) / 1000) * 1000 : undefined,
    longest_wait_since: longest ? iso(longest.since) : undefined,
    staffed: queue.staffed,
    available: Math.floor(queue.staffed * (queue.trouble > 0.3 ? 0 : 0.2)),
    today: figures(queue.offered, queue.answered, queue.trouble),
    last_15m: figures(
      Math.floor(queue.offered / 30),
      Math.floor(queue.answered / 30),
      queue.trouble,
    ),
  };
}

const rows = (floor) =>
  Object.fromEntries(Object.entries(floor.queues).map(([id, queue]) => [id, row(queue, floor.at)]));

/** Queues of one skill as one: only the counts add up, the rates are made up anew. */
function skills(floor) {
  const sums = {};
  for (const queue of Object.values(floor.queues)) {
    const sum = sums[queue.skill_id] ?? {
      ...queue,
      name: queue.skill,
      waiting: [],
      offered: 0,
      answered: 0,
    };
    sum.waiting = [...sum.waiting, ...queue.waiting];
    sum.offered += queue.offered;
    sum.answered += queue.answered;
    sums[queue.skill_id] = sum;
  }
  return Object.fromEntries(
    Object.entries(sums).map(([id, sum]) => [id, { ...row(sum, floor.at), skill: undefined }]),
  );
}

const steps = [5, 10, 20, 30, 60, 120, 300];

/** Made up: most answers come early, those who leave leave late. */
function waits(figures) {
  const answered = [0.4, 0.3, 0.15, 0.08, 0.04, 0.02, 0.01, 0];
  const abandoned = [0.05, 0.1, 0.15, 0.2, 0.3, 0.15, 0.05, 0];
  const of = (total, shares) => shares.map((share) => Math.floor(total * share));
  return {
    steps_s: steps,
    answered: of(figures.answered, answered),
    abandoned: of(figures.abandoned, abandoned),
    waited: [1, 0.55, 0.3, 0.12, 0.06, 0.03, 0.01, 0].map((share) =>
      Math.floor(figures.offered * share),
    ),
    abandonment: [0.01, 0.01, 0.03, 0.06, 0.15, 0.3, 0.4, null],
    answered_p50_s: 10,
    answered_p90_s: 30,
    abandoned_p50_s: 30,
    abandoned_p90_s: 120,
  };
}

const head = (floor) => ({ at: iso(floor.at), sequence: floor.sequence });

const isOverrun = (floor, agent) => agent.reason === "break" && floor.at - agent.since > 240_000;

function people(floor) {
  const counts = {
    signed_in: 0,
    available: 0,
    ringing: 0,
    talking: 0,
    holding: 0,
    after_contact_work: 0,
    not_ready: 0,
    overrun: 0,
  };
  for (const agent of Object.values(floor.agents)) {
    if (agent.state === "signed_out") continue;
    counts.signed_in += 1;
    counts[agent.state] += 1;
    if (isOverrun(floor, agent)) counts.overrun += 1;
  }
  return counts;
}

function seats(floor) {
  const total = Object.keys(floor.agents).length;
  const occupied = people(floor).signed_in;
  return { occupied, free: total - occupied, reserved: 4, out_of_order: 3 };
}

function overview(floor) {
  const all = Object.values(floor.queues);
  const sum = (read) => all.reduce((total, queue) => total + read(queue), 0);
  const [offered, answered] = [sum((q) => q.offered), sum((q) => q.answered)];
  const part = (share) => figures(Math.floor(offered * share), Math.floor(answered * share), 0.06);
  const longest = Math.min(
    ...all.flatMap((queue) => queue.waiting[0]?.since ?? []),
    Number.POSITIVE_INFINITY,
  );
  return {
    ...head(floor),
    centre: { name: "示例客服中心", zone },
    definition,
    today: figures(offered, answered, 0.05),
    last_5m: part(0.01),
    last_15m: part(0.03),
    last_30m: part(0.06),
    waiting: sum((q) => q.waiting.length),
    longest_wait_ms: Number.isFinite(longest) ? floor.at - longest : undefined,
    in_ivr: 17 + Math.floor(chance() * 6),
    of: null,
    is_counted: true,
    work: null,
    talking: people(floor).talking,
    people: people(floor),
    seats: seats(floor),
    queues: rows(floor),
  };
}

function queue(floor, id) {
  const one = floor.queues[id];
  if (!one) return null;
  const plain = row(one, floor.at);
  const rules = [
    "of_answered",
    "of_offered",
    "abandons_in_time_met",
    "less_abandons_in_time",
    "less_short_abandons",
  ];
  const members = Object.entries(floor.agents).filter(
    ([agent]) => Number(agent) % 12 === Number(id) % 12,
  );
  return {
    ...head(floor),
    id: Number(id),
    key: `q${id}`,
    source: "示例交换机",
    site: "上海职场（示例）",
    ...plain,
    definition,
    intervals: Object.fromEntries(
      ["m5", "m15", "m30", "m60", "day"].map((name) => [
        name,
        { by_arrival: plain.last_15m, by_event: plain.last_15m },
      ]),
    ),
    last_5m: plain.last_15m,
    last_30m: plain.last_15m,
    waits: waits(plain.today),
    service_levels: rules.map((rule, place) => ({
      rule,
      threshold_s: 30,
      short_s: 5,
      without_closed_hours: false,
      today: plain.today.service_level - 0.02 + place * 0.007,
      last_15m: plain.last_15m.service_level - 0.02 + place * 0.007,
    })),
    contacts: Object.fromEntries(
      one.waiting.map((contact) => [
        contact.id,
        { since: iso(contact.since), priority: 0, is_inferred: false },
      ]),
    ),
    members: Object.fromEntries(
      members.map(([agent, { name, state, reason, since }]) => [
        agent,
        { name, state, reason, since: iso(since), penalty: 0, is_paused: false },
      ]),
    ),
  };
}

function agents(floor) {
  const shown = Object.entries(floor.agents).map(([id, agent]) => [
    id,
    {
      ...agent,
      since: iso(agent.since),
      is_overrun: isOverrun(floor, agent),
      overrun_from: agent.reason === "break" ? iso(agent.since + 240_000) : undefined,
    },
  ]);
  return {
    ...head(floor),
    people: people(floor),
    seats: seats(floor),
    rows: Object.fromEntries(shown),
  };
}

function sources(floor) {
  const source = (name, state, more) => ({
    name,
    key: name,
    connector: "ami",
    version: "20.5",
    state,
    since: iso(floor.at - 7_200_000),
    last_event_at: iso(floor.at - (state === "lost" ? 95_000 : 400)),
    skew_ms: 12,
    is_skewed: false,
    events: floor.sequence,
    gaps: 0,
    resyncs: 1,
    anomalies: 2,
    ...more,
  });
  return {
    ...head(floor),
    anomalies: { never_queued: 2, out_of_order: 1 },
    rows: {
      1: source("上海交换机（示例）", "connected", {}),
      2: source("成都交换机（示例）", "lost", { gaps: 2, skew_ms: -132_000, is_skewed: true }),
      3: source("开放接口（示例）", "unknown", {
        last_event_at: undefined,
        skew_ms: undefined,
        since: undefined,
        connector: "feed",
        version: undefined,
      }),
    },
  };
}

export function view(floor, name, by = "by_arrival") {
  const made = build(floor, name);
  return made && "definition" in made ? { ...made, attribution: by } : made;
}

function build(floor, name) {
  if (name.startsWith("queue:")) return queue(floor, name.slice(6));
  const made = {
    overview,
    queues: (f) => ({ ...head(f), definition, rows: rows(f), skills: skills(f), sites: {} }),
    agents,
    sources,
  }[name];
  return made ? JSON.parse(JSON.stringify(made(floor))) : null;
}

/** RFC 7386, from one view to the next; undefined where nothing changed. */
export function patch(before, after) {
  const changes = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[key], after[key]];
    if (now === undefined) changes[key] = null;
    else if (isObject(old) && isObject(now)) {
      const inner = patch(old, now);
      if (inner) changes[key] = inner;
    } else if (JSON.stringify(old) !== JSON.stringify(now)) changes[key] = now;
  }
  return Object.keys(changes).length > 0 ? changes : undefined;
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
