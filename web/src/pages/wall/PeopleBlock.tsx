/** How many people do what, on a wall: counts and no names. */
import type { People } from "../../api/views";
import { count } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { stateNames, workingStates } from "../../parts/agent-words";
import { StateMark } from "../../parts/Mark";

export function PeopleBlock({ people }: { people: People | null }) {
  const text = useText();
  return (
    <ul className="wall-people">
      {workingStates.map((state) => (
        <li key={state}>
          <StateMark state={state} />
          <span className="wall-name">{text(stateNames[state])}</span>
          <span className="wall-figure">{count(people?.[state])}</span>
        </li>
      ))}
    </ul>
  );
}
