/** The answers that are no live view: curve, contacts, anomalies, replay. */
import { chance, definition } from "./floor.mjs";
import { figures, iso, view } from "./views.mjs";

const zone = "Asia/Shanghai";
const quarter = 900_000;
const dayOf = (instant) => new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(instant);

export function curve(day) {
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
    curve: { day: shown, zone, step_s: 900, attribution: "by_arrival", definition, points },
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
export function replay(floor, at, name) {
  return { replay: { ...view(floor, name), at } };
}
