/** The answers that are no live view: curve, contacts, anomalies, replay. */
import { chance, definition } from "./floor.mjs";
import { figures, iso, view } from "./views.mjs";

const zone = "Asia/Shanghai";
const quarter = 900_000;
const dayOf = (instant) => new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(instant);

export function curve(day, attribution) {
  const shown = day ?? dayOf(Date.now());
  const start = Date.parse(`${shown}T00:00:00+08:00`);
  const points = [];
  for (let at = start; at < Math.min(start + 96 * quarter, Date.now()); at += quarter) {
    const hour = (at - start) / 3_600_000;
    const offered = Math.round(
      20 +
        130 * Math.exp(-((hour - 10.5) ** 2) / 8) +
        100 * Math.exp(-((hour - 16) ** 2) / 10) +
        8 * chance(),
    );
    const trouble = 0.02 + (offered > 120 ? 0.12 * chance() : 0.03 * chance());
    points.push({
      start: iso(at),
      is_running: at + quarter > Date.now(),
      is_revised: false,
      figures: figures(offered, Math.floor(offered * (1 - trouble)), trouble),
    });
  }
  return {
    curve: { day: shown, zone, step_s: 900, attribution, definition, points },
  };
}

export function contacts(floor, queue, outcome, before) {
  const youngest = before ? Number(before) : 3_999;
  const outcomes = ["answered", "answered", "answered", "abandoned", "answered", "diverted"];
  const list = [];
  for (let id = youngest; id > youngest - 50; id -= 1) {
    const one = contact(floor, String(id), queue, outcomes[id % outcomes.length]);
    if (!outcome || one.outcome === outcome) list.push(one);
  }
  return {
    contacts: list,
    meta: {
      at: iso(Date.now()),
      count: list.length,
      next_before: youngest > 3_800 ? String(youngest - 50) : null,
    },
  };
}

function contact(floor, id, queue, outcome) {
  const at = floor.at - (4_000 - Number(id)) * 21_000;
  const wait = 4_000 + (Number(id) % 17) * 5_300;
  const isAnswered = outcome === "answered";
  return {
    id,
    entry: 0,
    is_open: false,
    channel: "voice",
    direction: "inbound",
    did: "95xxx（示例）",
    queue: Number(queue),
    queue_name: floor.queues[queue]?.name ?? null,
    agent: isAnswered ? 7 : null,
    agent_name: isAnswered ? floor.agents[7].name : null,
    team_name: null,
    arrived_at: iso(at - 20_000),
    queued_at: iso(at),
    left_queue_at: iso(at + wait),
    ended_at: iso(at + wait + 180_000),
    outcome,
    reason: outcome === "diverted" ? "timeout" : null,
    ended_by: "customer",
    wait_ms: wait,
    talk_ms: isAnswered ? 160_000 : null,
    hold_ms: isAnswered ? 0 : null,
    after_contact_work_ms: isAnswered ? 22_000 : null,
    rung_out: 0,
    ivr_node: null,
    is_after_hours: false,
    is_inferred: false,
  };
}

export function contactDetail(floor, id) {
  const entry = contact(floor, id, "3", "answered");
  const at = Date.parse(entry.queued_at);
  const event = (sequence, offset, kind, detail = {}, names = {}) => ({
    sequence,
    occurred_at: iso(at + offset),
    journalled_at: iso(at + offset + 40),
    kind,
    is_inferred: kind === "contact_released",
    detail,
    names,
  });
  return {
    contact: {
      id,
      external: "1763900000.42",
      source: "上海交换机（示例）",
      customer: "138****1234",
      entries: [entry],
      events: [
        event(101, -20_000, "contact_arrived", { channel: "voice", did: 1 }, { did: entry.did }),
        event(102, -18_000, "ivr_entered", { node: 4 }, { node: "主菜单" }),
        event(103, -2_000, "ivr_left", { node: 4, key: "3" }, { node: "主菜单" }),
        event(104, 0, "contact_queued", { queue: 3, priority: 0 }, { queue: entry.queue_name }),
        event(
          105,
          entry.wait_ms - 3_000,
          "contact_offered",
          { agent: 7 },
          { agent: entry.agent_name },
        ),
        event(106, entry.wait_ms, "contact_answered", { agent: 7 }, { agent: entry.agent_name }),
        event(
          107,
          entry.wait_ms + 160_000,
          "contact_released",
          { agent: 7, by: "customer" },
          { agent: entry.agent_name },
        ),
        event(
          108,
          entry.wait_ms + 182_000,
          "wrap_up_ended",
          { agent: 7 },
          { agent: entry.agent_name },
        ),
      ],
    },
  };
}

export function anomalies(floor) {
  const list = ["never_queued", "out_of_order", "never_queued"].map((kind, place) => ({
    kind,
    at: iso(floor.at - place * 400_000),
    source: "成都交换机（示例）",
    contact: String(3_900 - place),
    agent: null,
    agent_name: null,
    sequence: 900 - place,
  }));
  return { anomalies: list, meta: { at: iso(floor.at), count: list.length, next_before: null } };
}

export const range = (floor) => ({
  range: { from: iso(floor.at - 3 * 86_400_000), until: iso(floor.at), zone },
});

/** The floor of now, with its time turned back. */
/** One stretch below target and one anomaly, an hour and half an hour ago. */
export function landmarks(floor, search) {
  const none = { until: null, source: null, anomaly: null, count: null, lowest: null };
  const [hour, half] = [floor.at - 3_600_000, floor.at - 1_800_000];
  const below = { ...none, at: iso(hour), until: iso(half), kind: "below_target", lowest: 0.62 };
  const anomaly = { ...none, at: iso(half), kind: "anomaly", anomaly: "repeated", count: 2 };
  const day = search.get("day");
  const isOfDay = ({ at }) =>
    new Date(Date.parse(at) + 8 * 3_600_000).toISOString().startsWith(day);
  const { definition } = view(floor, "overview", "by_arrival");
  return { landmarks: { day, definition, landmarks: [below, anomaly].filter(isOfDay) } };
}

export function replay(floor, search) {
  const by = search.get("attribution") ?? "by_arrival";
  return {
    replay: { ...view(floor, search.get("view") ?? "overview", by), at: search.get("at") },
  };
}

const endings = {
  abandoned: "abandoned",
  missed: "abandoned",
  diverted: "diverted",
  refused: "refused",
  waiting: "waiting",
  talking: "talking",
  in_ivr: "in_ivr",
};
const listed = 137;

/** Contacts as what a figure is made of: always as many, whatever the figure says. */
export function figure(floor, search) {
  const part = search.get("part");
  const queue = search.get("queue");
  const isOfNow = ["waiting", "talking", "in_ivr"].includes(part);
  const youngest = search.get("before") ? Number(search.get("before")) : 3_999;
  const oldest = Math.max(youngest - 100, 3_999 - listed);
  const list = [];
  for (let id = youngest; id > oldest; id -= 1) {
    const outcome = endings[part] ?? search.get("outcome") ?? "answered";
    list.push(contact(floor, String(id), queue ?? String(1 + (id % 12)), outcome));
  }
  const agent = floor.agents[search.get("agent")]?.name;
  const counted = ["offered", "answered", "abandoned", "in_time", "missed"];
  return {
    contacts: list,
    figure: part && {
      part,
      of: agent ?? floor.queues[queue]?.name ?? null,
      attribution: isOfNow ? null : (search.get("attribution") ?? "by_arrival"),
      definition,
      span: search.get("span"),
      from: isOfNow ? null : iso(floor.at - 3_600_000),
      to: isOfNow ? null : iso(floor.at),
      count: listed,
      total: listed,
      open: part === "answered" ? 3 : 0,
      figures: agent ? null : figures(listed, listed - 9, 0.05),
      parts: agent ? [] : counted.map((name) => ({ part: name, count: listed })),
    },
    meta: {
      at: search.get("at") ?? iso(floor.at),
      count: list.length,
      next_before: oldest > 3_999 - listed ? String(oldest) : null,
    },
  };
}

export function agentDay(floor, id) {
  const agent = floor.agents[id];
  if (!agent) return null;
  const day = dayOf(floor.at);
  const start = Date.parse(`${day}T00:00:00+08:00`);
  const minutes = [35, 2, 9, 4, 12, 15, 3, 8];
  const order = ["available", "ringing", "talking", "after_contact_work", "talking", "not_ready"];
  const spans = [];
  let at = Math.max(start, floor.at - 5 * 3_600_000);
  for (let place = 0; at < agent.since; place += 1) {
    const until = Math.min(at + minutes[place % minutes.length] * 60_000, agent.since);
    const state = order[place % order.length];
    const reason = state === "not_ready" ? "break" : null;
    spans.push({ state, reason, seat: agent.seat ?? null, from: iso(at), until: iso(until) });
    at = until;
  }
  spans.push({
    state: agent.state,
    reason: agent.reason ?? null,
    seat: agent.seat ?? null,
    from: iso(at),
    until: null,
  });
  const queues = Object.entries(floor.queues).slice(0, 3);
  return {
    agent: {
      ...view(floor, "agents").rows[id],
      at: iso(floor.at),
      id: Number(id),
      key: id,
      source: "上海交换机（示例）",
      site: "上海（示例）",
      day,
      from: iso(start),
      to: iso(start + 86_400_000),
      zone,
      times: {
        available_ms: 4_200_000,
        ringing_ms: 180_000,
        talking_ms: 7_900_000,
        holding_ms: 300_000,
        after_contact_work_ms: 1_500_000,
        not_ready_ms: 2_400_000,
        signed_in_ms: 16_480_000,
      },
      work: {
        offers: agent.answered + agent.rung_out,
        answered: agent.answered,
        handled: agent.answered,
        rung_out: agent.rung_out,
        transferred: 2,
        aht_ms: agent.aht_ms,
        occupancy: agent.occupancy,
      },
      utilisation: 0.85,
      break_overrun_ms: 190_000,
      spans,
      skills: [
        { skill: 1, name: "账务", level: 1 },
        { skill: 2, name: "报修", level: 4 },
      ],
      memberships: queues.map(([queue, { name }], place) => ({
        queue: Number(queue),
        name,
        penalty: place,
        is_paused: place === 2,
      })),
    },
  };
}
