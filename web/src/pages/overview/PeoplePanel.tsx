/** How many people do what, as one bar and as counts; and the seats. */

import type { People, Seats } from "../../api/views";
import { count } from "../../format/numbers";
import { type Key, useText } from "../../i18n/language";
import { stateNames, workingStates } from "../../parts/agent-words";
import { Link } from "../../parts/Link";
import { StateMark } from "../../parts/Mark";

const seatNames: [keyof Seats, Key][] = [
  ["occupied", "seat.occupied"],
  ["free", "seat.free"],
  ["reserved", "seat.reserved"],
  ["out_of_order", "seat.out_of_order"],
];

export function PeoplePanel({ people, seats }: { people: People; seats: Seats }) {
  const text = useText();
  return (
    <section className="panel" aria-label={text("people.title")}>
      <h2>
        {text("people.title")}{" "}
        <span className="second numbers">
          {text("people.signed_in", { count: count(people.signed_in) })}
        </span>
      </h2>
      <div className="people-bar" aria-hidden="true">
        {workingStates.map((state) => (
          <span key={state} className={`people-${state}`} style={{ flexGrow: people[state] }} />
        ))}
      </div>
      <ul className="people-counts numbers">
        {workingStates.map((state) => (
          <li key={state}>
            <StateMark state={state} />
            <Link to={`/agents?state=${state}`}>{text(stateNames[state])}</Link>
            <strong>{count(people[state])}</strong>
          </li>
        ))}
      </ul>
      <h2 className="seats-head">{text("seat.title")}</h2>
      <ul className="people-counts numbers">
        {seatNames.map(([state, name]) => (
          <li key={state}>
            <span>{text(name)}</span>
            <strong>{count(seats[state])}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
