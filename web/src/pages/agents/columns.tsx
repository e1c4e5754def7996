/** The columns of the agents' table. */
import type { AgentRow } from "../../api/views";
import { type Text, useText } from "../../i18n/language";
import { severityBy } from "../../live/severity";
import { AgentLink } from "../../parts/AgentLink";
import { stateText } from "../../parts/agent-words";
import { Figure } from "../../parts/Figures";
import { HeadLimit, OwnThreshold } from "../../parts/HeadLimit";
import type { Column } from "../../parts/LiveTable";
import { StateMark } from "../../parts/Mark";
import { Marked, MeasureName } from "../../parts/Measure";
import { type MeasureId, measures } from "../../parts/measures";
import type { Limit } from "../../parts/thresholds";
import { GlanceButton } from "./Glance";
import { deadline, stateLimitIds, type Thresholds } from "./limits";
import { StateLimits } from "./StateLimits";
import { LimitBar, Stay } from "./Stay";

/** Ids of all columns; the name comes first and always stays. */
export const columnIds = [
  "name",
  "state",
  "since",
  "limit",
  "team",
  "seat",
  "site",
  "key",
  "skills",
  "queue",
  "answered",
  "rung_out",
  "aht",
  "occupancy",
];

/** What stands in the table until somebody chooses, as much of it as fits. */
export const firstColumns = [
  "name",
  "state",
  "since",
  "limit",
  "team",
  "answered",
  "rung_out",
  "aht",
  "occupancy",
  "seat",
  "key",
  "queue",
  "site",
  "skills",
];

export type Names = { skills: Map<number, string>; queues: Map<number, string> };

export function agentColumns(text: Text, thresholds: Thresholds, names: Names): Column<AgentRow>[] {
  const number = (field: NumberField) => numberColumn(field, thresholds, text);
  const skills = (agent: AgentRow) =>
    agent.skill_ids.map((id) => names.skills.get(id) ?? String(id)).join(", ");
  const queue = (agent: AgentRow) =>
    agent.queue == null ? null : (names.queues.get(agent.queue) ?? String(agent.queue));
  return [
    {
      id: "name",
      ...titled(text("agents.name")),
      width: 180,
      draw: (agent, id) => (
        <>
          <AgentLink id={id}>{agent.name}</AgentLink>
          <GlanceButton id={id} name={agent.name} />
        </>
      ),
      value: (agent) => agent.name,
    },
    {
      id: "state",
      ...titled(text("agents.state")),
      width: 180,
      draw: (agent) => <State agent={agent} />,
      value: (agent) => agent.state,
    },
    sinceColumn(thresholds, text),
    {
      id: "limit",
      ...titled(text("agents.limit")),
      width: 180,
      draw: (agent) => <LimitBar agent={agent} thresholds={thresholds} />,
      // Descending by what is most overdue is ascending by when it was due.
      value: (agent) => negative(deadline(agent, thresholds)),
    },
    wordColumn("team", text("agents.team"), 160, (agent) => agent.team),
    wordColumn("seat", text("agents.seat"), 100, (agent) => agent.seat),
    wordColumn("site", text("queue.site"), 130, (agent) => agent.site),
    wordColumn("key", text("agents.key"), 110, (agent) => agent.key),
    wordColumn("skills", text("agent.skills"), 180, skills),
    wordColumn("queue", text("agents.queue"), 150, queue),
    number({ id: "answered", measure: "answered", limit: atLeast, read: (a) => a.answered }),
    number({
      id: "rung_out",
      measure: "rung_out",
      limit: atMost("count"),
      read: (a) => a.rung_out,
    }),
    number({ id: "aht", measure: "aht_ms", limit: atMost("ms"), read: (a) => a.aht_ms }),
    number({ id: "occupancy", measure: "occupancy", limit: lowShare, read: (a) => a.occupancy }),
  ];
}

const atLeast: Limit = { unit: "count", isBelow: true, house: null };
const lowShare: Limit = { unit: "share", isBelow: true, house: null };
const atMost = (unit: Limit["unit"]): Limit => ({ unit, isBelow: false, house: null });
const titled = (name: string) => ({ title: name, name });
const negative = (value: number | null) => (value === null ? null : -value);

function wordColumn(
  id: string,
  name: string,
  width: number,
  read: (agent: AgentRow) => string | null | undefined,
): Column<AgentRow> {
  return { id, ...titled(name), width, draw: read, value: read };
}

function sinceColumn(thresholds: Thresholds, text: Text): Column<AgentRow> {
  const limits = {
    ids: stateLimitIds,
    form: (onDone: () => void) => <StateLimits onDone={onDone} />,
  };
  return {
    id: "since",
    ...titled(text("agents.since")),
    isNumber: true,
    width: 120,
    limits,
    head: <HeadLimit name={text("agents.since")} limits={limits} />,
    draw: (agent) => <Stay agent={agent} thresholds={thresholds} />,
    // Descending by time in state is ascending by its beginning.
    value: (agent) => (agent.since ? -Date.parse(agent.since) : null),
  };
}

type NumberField = {
  id: string;
  measure: MeasureId;
  limit: Limit;
  read: (agent: AgentRow) => number | null | undefined;
};

function numberColumn(
  { id, measure, limit, read }: NumberField,
  thresholds: Thresholds,
  text: Text,
): Column<AgentRow> {
  const name = text(measures[measure].name);
  const own = thresholds[id];
  const limits = {
    ids: [id],
    form: (onDone: () => void) => (
      <OwnThreshold id={id} name={name} limit={limit} onDone={onDone} />
    ),
  };
  const written = (agent: AgentRow) => (
    <Marked severity={own ? severityBy(read(agent), own) : "good"}>
      {measures[measure].write(read(agent))}
    </Marked>
  );
  return {
    id,
    title: <MeasureName measure={measure} window="today" />,
    name,
    isNumber: true,
    width: 100,
    limits,
    head: <HeadLimit name={name} limits={limits} />,
    value: read,
    // Occupancy is made of time and not of contacts: it opens nothing.
    draw: (agent, key) =>
      measure === "occupancy" ? (
        written(agent)
      ) : (
        <Figure measure={measure} span="today" scope={{ kind: "agent", id: key }}>
          {written(agent)}
        </Figure>
      ),
  };
}

function State({ agent }: { agent: AgentRow }) {
  const text = useText();
  return (
    <>
      <StateMark state={agent.state} /> {stateText(agent.state, agent.reason, text)}
      {agent.is_inferred && <span className="second"> {text("event.inferred")}</span>}
    </>
  );
}
