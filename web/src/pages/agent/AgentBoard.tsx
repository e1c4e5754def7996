/** One agent: what now, what today, the day's stays, queues, skills and contacts. */
import { useSearchParams } from "react-router";
import { useReplayRange } from "../../api/queries";
import type { AgentDay } from "../../api/views";
import { duration } from "../../format/numbers";
import { day as dayOf } from "../../format/times";
import { useText } from "../../i18n/language";
import { stateText } from "../../parts/agent-words";
import { DayPicker } from "../../parts/DayPicker";
import { FiguresOf } from "../../parts/Figures";
import type { Asked } from "../../parts/figure-address";
import { Link } from "../../parts/Link";
import { SeverityMark, StateMark } from "../../parts/Mark";
import { Since } from "../../parts/Ticking";
import { AgentContacts } from "./AgentContacts";
import { DayStrip } from "./DayStrip";
import { DayTimes } from "./DayTimes";
import { WorkTiles } from "./WorkTiles";
import "../overview/overview.css";
import "../queue/queue.css";
import "./agent.css";

type Props = { view: AgentDay; moment: string | null };

export function AgentBoard({ view, moment }: Props) {
  const text = useText();
  const isToday = dayOf(view.at, view.zone) === view.day || view.to > view.at;
  const span: Asked["span"] = isToday ? "today" : { from: view.from, to: view.to };
  const scope = { kind: "agent" as const, id: String(view.id) };
  return (
    <FiguresOf value={{ definition: null, by: "by_event", moment, scope }}>
      <div className="agent">
        <div className="stack">
          {isToday && <Now view={view} />}
          <section className="panel" aria-label={text("agent.day")}>
            <div className="figures-head">
              <h2>{text("agent.day")}</h2>
              <DayChoice view={view} />
            </div>
            <DayStrip view={view} />
          </section>
          <WorkTiles view={view} span={span} />
          <AgentContacts view={view} span={span} moment={moment} />
        </div>
        <div className="stack">
          <DayTimes view={view} />
          <Queues view={view} />
          <Skills view={view} />
        </div>
      </div>
    </FiguresOf>
  );
}

function DayChoice({ view }: { view: AgentDay }) {
  const text = useText();
  const [search, setSearch] = useSearchParams();
  const range = useReplayRange();
  const choose = (day: string) => {
    const next = new URLSearchParams(search);
    next.set("day", day);
    setSearch(next, { replace: true });
  };
  return (
    <DayPicker
      label={text("agent.choose_day")}
      value={view.day}
      from={null}
      until={range.data ? dayOf(range.data.until, view.zone) : null}
      onChoose={choose}
    />
  );
}

function Now({ view }: { view: AgentDay }) {
  const text = useText();
  const queue = view.memberships.find((membership) => membership.queue === view.queue);
  return (
    <section className="panel agent-now" aria-label={text("window.now")}>
      <span className="agent-state">
        <StateMark state={view.state} /> {stateText(view.state, view.reason, text)}
      </span>
      <strong className="agent-since numbers">
        <Since instant={view.since} />
      </strong>
      {view.is_inferred && <span className="second">{text("event.inferred")}</span>}
      {queue && <Link to={`/queues/${queue.queue}`}>{queue.name}</Link>}
      {view.is_overrun && view.overrun_from && (
        <strong className="overrun numbers">
          <SeverityMark severity="warning" /> {text("agents.overrun")}{" "}
          <Since instant={view.overrun_from} />
        </strong>
      )}
      {view.break_overrun_ms > 0 && (
        <span className="second numbers">
          {text("agent.overrun_today", { length: duration(view.break_overrun_ms) })}
        </span>
      )}
    </section>
  );
}

function Queues({ view }: { view: AgentDay }) {
  const text = useText();
  return (
    <section className="panel" aria-label={text("agent.queues")}>
      <h2>
        {text("agent.queues")} <span className="second numbers">{view.memberships.length}</span>
      </h2>
      {view.memberships.length === 0 && <p className="second">{text("agent.no_queues")}</p>}
      <ul className="lines numbers">
        {view.memberships.map((membership) => (
          <li key={membership.queue}>
            <Link to={`/queues/${membership.queue}`}>{membership.name}</Link>
            {membership.is_paused && <span className="second">{text("agent.paused")}</span>}
            <span className="lines-end">
              {text("agent.penalty", { penalty: membership.penalty })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Skills({ view }: { view: AgentDay }) {
  const text = useText();
  return (
    <section className="panel" aria-label={text("agent.skills")}>
      <h2>
        {text("agent.skills")} <span className="second">{text("agent.skills_hint")}</span>
      </h2>
      {view.skills.length === 0 && <p className="second">{text("agent.no_skills")}</p>}
      <ul className="lines numbers">
        {view.skills.map((skill) => (
          <li key={skill.skill}>
            <span>{skill.name}</span>
            <strong>{skill.level}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
