/** The columns of the agents' table. */
import type { AgentRow } from "../../api/views";
import { count, duration, rate } from "../../format/numbers";
import { type Text, useText } from "../../i18n/language";
import { AgentLink } from "../../parts/AgentLink";
import { stateText } from "../../parts/agent-words";
import { Figure } from "../../parts/Figures";
import type { Column } from "../../parts/LiveTable";
import { SeverityMark, StateMark } from "../../parts/Mark";
import { MeasureName } from "../../parts/Measure";
import { Since } from "../../parts/Ticking";

export function agentColumns(text: Text): Column<AgentRow>[] {
  return [
    {
      id: "name",
      ...titled(text("agents.name")),
      draw: (agent, id) => <AgentLink id={id}>{agent.name}</AgentLink>,
      value: (agent) => agent.name,
    },
    {
      id: "team",
      ...titled(text("agents.team")),
      draw: (agent) => agent.team,
      value: (agent) => agent.team,
    },
    {
      id: "seat",
      ...titled(text("agents.seat")),
      from: 1000,
      draw: (agent) => agent.seat,
      value: (agent) => agent.seat,
    },
    {
      id: "state",
      ...titled(text("agents.state")),
      width: 190,
      draw: (agent) => <State agent={agent} text={text} />,
      value: (agent) => agent.state,
    },
    {
      id: "since",
      ...titled(text("agents.since")),
      isNumber: true,
      width: 150,
      draw: (agent) => <Overrun agent={agent} text={text} />,
      // Descending by time in state is ascending by its beginning.
      value: (agent) => (agent.since ? -Date.parse(agent.since) : null),
    },
    {
      id: "answered",
      title: <MeasureName measure="answered" window="today" />,
      name: text("measure.answered"),
      isNumber: true,
      draw: (agent, id) => <Counted id={id} measure="answered" count={agent.answered} />,
      value: (agent) => agent.answered,
    },
    {
      id: "rung_out",
      title: <MeasureName measure="rung_out" window="today" />,
      name: text("measure.rung_out"),
      isNumber: true,
      from: 900,
      draw: (agent, id) => <Counted id={id} measure="rung_out" count={agent.rung_out} />,
      value: (agent) => agent.rung_out,
    },
    {
      id: "aht",
      title: <MeasureName measure="aht_ms" window="today" />,
      name: text("measure.aht"),
      isNumber: true,
      from: 1100,
      draw: (agent, id) => (
        <Figure measure="aht_ms" span="today" scope={{ kind: "agent", id }}>
          {duration(agent.aht_ms)}
        </Figure>
      ),
      value: (agent) => agent.aht_ms,
    },
    {
      id: "occupancy",
      title: <MeasureName measure="occupancy" window="today" />,
      name: text("measure.occupancy"),
      isNumber: true,
      from: 1000,
      draw: (agent) => rate(agent.occupancy),
      value: (agent) => agent.occupancy,
    },
  ];
}

const titled = (name: string) => ({ title: name, name });

function State({ agent, text }: { agent: AgentRow; text: Text }) {
  return (
    <>
      <StateMark state={agent.state} /> {stateText(agent.state, agent.reason, text)}
      {agent.is_inferred && <span className="second"> {text("event.inferred")}</span>}
    </>
  );
}

function Overrun({ agent, text }: { agent: AgentRow; text: Text }) {
  if (!agent.is_overrun) return <Since instant={agent.since} />;
  return (
    <strong className="overrun">
      <SeverityMark severity="warning" label={text("agents.overrun")} />{" "}
      <Since instant={agent.since} />
      <OverrunBy agent={agent} />
    </strong>
  );
}

/** By how much the present break is longer than allowed. */
export function OverrunBy({ agent }: { agent: AgentRow }) {
  const text = useText();
  if (!agent.is_overrun || !agent.overrun_from) return null;
  return (
    <span className="overrun-by">
      {text("agents.overrun_by")} <Since instant={agent.overrun_from} />
    </span>
  );
}

type CountedProps = { id: string; measure: "answered" | "rung_out"; count: number };

function Counted({ id, measure, count: counted }: CountedProps) {
  return (
    <Figure measure={measure} span="today" scope={{ kind: "agent", id }}>
      {count(counted)}
    </Figure>
  );
}
