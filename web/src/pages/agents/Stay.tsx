/** How long the present state lasts, and how much of its limit is used. */
import type { AgentRow } from "../../api/views";
import { duration } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { useFloorTime } from "../../live/clock";
import { SeverityMark } from "../../parts/Mark";
import { Marked } from "../../parts/Measure";
import { deadline, severityOfStay, type Thresholds } from "./limits";

type Props = { agent: AgentRow; thresholds: Thresholds };

export function Stay({ agent, thresholds }: Props) {
  const now = useFloorTime();
  const length = agent.since ? now - Date.parse(agent.since) : null;
  return <Marked severity={severityOfStay(agent, thresholds, now)}>{duration(length)}</Marked>;
}

/** A bar that fills up to the limit; beyond it, by how much. Nothing where nothing is limited. */
export function LimitBar({ agent, thresholds }: Props) {
  const text = useText();
  const now = useFloorTime();
  const due = deadline(agent, thresholds);
  if (due === null || !agent.since) return null;
  const since = Date.parse(agent.since);
  const left = due - now;
  const severity = severityOfStay(agent, thresholds, now);
  // A house's break may have been used up before it began.
  const used = due > since ? Math.min(1, (now - since) / (due - since)) : 1;
  const words =
    left >= 0
      ? text("agents.left", { time: duration(left) })
      : text("agents.over", { time: duration(-left) });
  return (
    <span className={`limit limit-${severity}`}>
      <span className="limit-bar" aria-hidden="true">
        <span style={{ width: `${(used * 100).toFixed(0)}%` }} />
      </span>
      <span className="limit-words">
        {severity !== "good" && <SeverityMark severity={severity} />} {words}
      </span>
    </span>
  );
}
