/** Time by activity, as lengths and as shares of the signed-in time. */
import type { AgentDay, AgentState } from "../../api/views";
import { duration, rate } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { stateNames } from "../../parts/agent-words";
import { StateMark } from "../../parts/Mark";

const activities: [Exclude<AgentState, "signed_out">, keyof AgentDay["times"]][] = [
  ["available", "available_ms"],
  ["ringing", "ringing_ms"],
  ["talking", "talking_ms"],
  ["holding", "holding_ms"],
  ["after_contact_work", "after_contact_work_ms"],
  ["not_ready", "not_ready_ms"],
];

export function DayTimes({ view }: { view: AgentDay }) {
  const text = useText();
  const { times } = view;
  const share = (length: number) =>
    rate(times.signed_in_ms > 0 ? length / times.signed_in_ms : null);
  return (
    <section className="panel" id="times" tabIndex={-1} aria-label={text("agent.times")}>
      <h2>
        {text("agent.times")}{" "}
        <span className="second numbers">
          {text("agent.signed_in", { length: duration(times.signed_in_ms) })}
        </span>
      </h2>
      <ul className="lines numbers">
        {activities.map(([state, field]) => (
          <li key={state}>
            <StateMark state={state} />
            <span>{text(stateNames[state])}</span>
            <span className="lines-end second">{share(times[field])}</span>
            <strong className="agent-length">{duration(times[field])}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
