/**
 * A floor that moves plausibly: for screens and tests of screens where no server runs.
 *
 * Room:  dev; never part of the build. Names are marked as examples.
 * Not:   a simulation. Figures move by chance and add up only roughly; the real one is crates/sim.
 */

const skills = ["账务", "报修", "业务办理", "投诉", "英语", "电子渠道"];
const queueNames = [
  "账单查询",
  "话费争议",
  "宽带报修",
  "移动报修",
  "套餐办理",
  "号码业务",
  "投诉受理",
  "投诉升级",
  "英语服务",
  "在线客服",
  "微信客服",
  "贵宾专席",
];
const surnames = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙"];
const given = [
  "伟",
  "芳",
  "娜",
  "敏",
  "静",
  "丽",
  "强",
  "磊",
  "洋",
  "艳",
  "勇",
  "杰",
  "娟",
  "涛",
  "明",
  "超",
];
const states = [
  "available",
  "ringing",
  "talking",
  "talking",
  "talking",
  "holding",
  "after_contact_work",
  "not_ready",
  "signed_out",
];
const reasons = ["break", "meal", "training", "coaching"];

let seed = 20261123;
export function chance() {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed / 2_147_483_648;
}
const pick = (list) => list[Math.floor(chance() * list.length)];

export const definition = {
  id: 1,
  version: 1,
  rule: "less_short_abandons",
  threshold_s: 30,
  short_s: 5,
  without_closed_hours: false,
  target: 0.92,
};

export function makeFloor(agentTotal) {
  const queues = {};
  queueNames.forEach((name, index) => {
    queues[index + 1] = makeQueue(`${name}（示例）`, index >> 1, index);
  });
  const agents = {};
  for (let id = 1; id <= agentTotal; id += 1) agents[id] = makeAgent(id);
  return { queues, agents, sequence: 1000, at: Date.now() };
}

function makeQueue(name, skill, index) {
  const offered = 60 + Math.floor(chance() * 900);
  const trouble = index === 2 || index === 6 ? 0.35 : index === 8 ? 0.12 : 0.03;
  return {
    name,
    skill: skills[skill],
    skill_id: skill + 1,
    trouble,
    waiting: [],
    staffed: 6 + Math.floor(chance() * 30),
    offered,
    answered: Math.floor(offered * (1 - trouble * 0.5)),
  };
}

function makeAgent(id) {
  const state = pick(states);
  return {
    name: `${pick(surnames)}${pick(given)}${chance() < 0.5 ? pick(given) : ""}（示例）`,
    team: `${String.fromCharCode(65 + (id % 3))}区${1 + (id % 20)}组`,
    team_id: 1 + (id % 20),
    key: String(8000 + id),
    site: "上海职场（示例）",
    skill_ids: [1 + (id % skills.length)],
    seat:
      state === "signed_out"
        ? undefined
        : `${String.fromCharCode(65 + (id % 3))}-${String(id).padStart(4, "0")}`,
    state,
    reason: state === "not_ready" ? pick(reasons) : undefined,
    since: Date.now() - Math.floor(chance() * 600_000),
    is_inferred: chance() < 0.01,
    answered: Math.floor(chance() * 60),
    rung_out: Math.floor(chance() * 3),
    aht_ms: 120_000 + Math.floor(chance() * 200_000),
    occupancy: 0.5 + chance() * 0.45,
  };
}

/** One step of the floor: a few queues and agents change. */
export function step(floor) {
  floor.at = Date.now();
  floor.sequence += 1 + Math.floor(chance() * 9);
  for (const queue of Object.values(floor.queues)) stepQueue(queue, floor.at);
  const ids = Object.keys(floor.agents);
  for (let count = 0; count < Math.max(2, ids.length / 150); count += 1) {
    const agent = floor.agents[pick(ids)];
    if (agent.state === "signed_out") continue;
    agent.state = pick(states.slice(0, -1));
    agent.reason = agent.state === "not_ready" ? pick(reasons) : undefined;
    agent.since = floor.at;
    if (agent.state === "talking") agent.answered += 1;
  }
}

let nextContact = 4_000;

function stepQueue(queue, at) {
  if (chance() < 0.12 + queue.trouble * 0.4) {
    queue.waiting.push({ id: String(++nextContact), since: at });
    queue.offered += 1;
  }
  if (queue.waiting.length > 0 && chance() < (queue.trouble > 0.3 ? 0.22 : 0.5)) {
    const [contact] = queue.waiting.splice(0, 1);
    if (at - contact.since < 90_000 || chance() < 0.6) queue.answered += 1;
  }
}
