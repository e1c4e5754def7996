/** The agents who serve the queue and are signed in, those who could help first. */

import { useState } from "react";
import type { AgentState, QueueView } from "../../api/views";
import { useText } from "../../i18n/language";
import { stateText } from "../../parts/agent-words";
import { Link } from "../../parts/Link";
import { StateMark } from "../../parts/Mark";
import { Since } from "../../parts/Ticking";

const mostShown = 30;
const order: AgentState[] = [
  "available",
  "not_ready",
  "after_contact_work",
  "holding",
  "talking",
  "ringing",
];

export function MembersPanel({ members }: { members: QueueView["members"] }) {
  const text = useText();
  const [isWhole, setWhole] = useState(false);
  const present = Object.entries(members)
    .filter(([, member]) => member.state !== "signed_out")
    .sort(([, one], [, other]) => order.indexOf(one.state) - order.indexOf(other.state));
  return (
    <section className="panel" id="members" tabIndex={-1} aria-label={text("members.title")}>
      <h2>
        {text("members.title")} <span className="second numbers">{present.length}</span>
      </h2>
      {present.length === 0 && <p className="second">{text("members.none")}</p>}
      <ul className="lines numbers">
        {present.slice(0, isWhole ? present.length : mostShown).map(([id, member]) => (
          <li key={id}>
            <StateMark state={member.state} />
            <Link to={`/agents/${id}`}>{member.name}</Link>
            <span className="second">{stateText(member.state, member.reason, text)}</span>
            <strong>
              <Since instant={member.since} />
            </strong>
          </li>
        ))}
      </ul>
      {!isWhole && present.length > mostShown && (
        <button type="button" className="plain-button" onClick={() => setWhole(true)}>
          {text("waiting.more", { count: present.length - mostShown })}
        </button>
      )}
    </section>
  );
}
