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

type Props = {
  /** Null where nobody belongs to what is shown. */
  people: People | null;
  seats: Seats | null;
  /** What of the centre they are of, as the agents' page finds them. */
  search: Record<string, string>;
};

export function PeoplePanel({ people, seats, search }: Props) {
  const text = useText();
  if (!people && !seats) return null;
  return (
    <section className="panel" aria-label={text("people.title")}>
      {people && <PeopleCounts people={people} search={search} />}
      {seats && <SeatCounts seats={seats} />}
    </section>
  );
}

function PeopleCounts({ people, search }: { people: People; search: Props["search"] }) {
  const text = useText();
  const agents = (state: string) => `/agents?${new URLSearchParams({ ...search, state })}`;
  return (
    <>
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
            <Link to={agents(state)}>{text(stateNames[state])}</Link>
            <strong>{count(people[state])}</strong>
          </li>
        ))}
      </ul>
    </>
  );
}

function SeatCounts({ seats }: { seats: Seats }) {
  const text = useText();
  return (
    <>
      <h2 className="seats-head">
        <Link to="/seats">{text("seat.title")}</Link>
      </h2>
      <ul className="people-counts numbers">
        {seatNames.map(([state, name]) => (
          <li key={state}>
            <span>{text(name)}</span>
            <strong>{count(seats[state])}</strong>
          </li>
        ))}
      </ul>
    </>
  );
}
