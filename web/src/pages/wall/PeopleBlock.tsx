/** How many people do what, on a wall: counts and no names. */
import type { AgentState, People } from "../../api/views";
import { count } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { stateNames } from "../../parts/agent-words";
import { StateMark } from "../../parts/Mark";

type Shown = Exclude<AgentState, "signed_out">;

const states: Shown[] = [
  "available",
  "ringing",
  "talking",
  "holding",
  "after_contact_work",
  "not_ready",
];

export function PeopleBlock({ people }: { people: People | null }) {
  const text = useText();
  return (
    <ul className="wall-people">
      {states.map((state) => (
        <li key={state}>
          <StateMark state={state} />
          <span className="wall-name">{text(stateNames[state])}</span>
          <span className="wall-figure">{count(people?.[state])}</span>
        </li>
      ))}
    </ul>
  );
}
