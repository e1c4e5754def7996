/** An agent's day in a line, where a row is a card. */
import type { AgentRow } from "../../api/views";
import { count, duration, rate } from "../../format/numbers";
import { useText } from "../../i18n/language";

export function CardFigures({ agent }: { agent: AgentRow }) {
  const text = useText();
  return (
    <>
      <span>{text("agents.answered_short", { answered: count(agent.answered) })}</span>
      <span>{`${text("measure.aht")} ${duration(agent.aht_ms)}`}</span>
      <span>{`${text("measure.occupancy")} ${rate(agent.occupancy)}`}</span>
      {agent.rung_out > 0 && (
        <span>{text("agents.rung_out_short", { count: count(agent.rung_out) })}</span>
      )}
    </>
  );
}
