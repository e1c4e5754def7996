/** What holds of a person on the day, each with the way to change it. */
import type { ReactNode } from "react";
import { useSession } from "../../api/queries";
import { may } from "../../api/rights";
import type { PersonLine, PersonProfile } from "../../api/views";
import { type Key, useText } from "../../i18n/language";
import { Link } from "../../parts/Link";
import { contractText } from "../people/columns";
import { ChangeButton, type OnChange } from "./PersonPage";

const standings: Record<PersonLine["standing"], Key> = {
  employed: "people.employed",
  expected: "people.expected",
  left: "people.gone",
};

export function Now({ profile, onChange }: { profile: PersonProfile; onChange: OnChange }) {
  const text = useText();
  const session = useSession().data;
  const { person, spans, day } = profile;
  const isOn = (span: { first_day: string; until_day?: string | null }) =>
    span.first_day <= day && (span.until_day == null || day < span.until_day);
  const linked = (kind: string) => spans.filter((span) => span.kind === kind && isOn(span));
  const seesFloor = may(session, "see_agents", true);
  return (
    <section className="panel" aria-label={text("people.now")}>
      <dl className="facts">
        <Line
          name={text("people.number")}
          button={<ChangeButton kind="master" onChange={onChange} />}
        >
          <span className="numbers">{person.number}</span>{" "}
          <span className="standing" data-standing={person.standing}>
            {text(standings[person.standing])}
          </span>
          {person.is_protected && (
            <span className="protected-mark" title={text("people.protected_hint")}>
              {text("people.protected")}
            </span>
          )}
          <span className="second fact-second numbers">
            {text("people.hired")} {person.hired_on}
            {person.left_on && ` · ${text("people.left")} ${person.left_on}`}
          </span>
        </Line>
        <Line name={text("people.team")} button={<ChangeButton kind="team" onChange={onChange} />}>
          {person.team?.name ?? text("people.no_team")}
        </Line>
        <Line name={text("people.site")} button={<ChangeButton kind="site" onChange={onChange} />}>
          {person.site?.name ?? "–"}
        </Line>
        <Line
          name={text("people.skills")}
          button={<ChangeButton kind="skill" onChange={onChange} />}
        >
          {person.skills.length === 0 ? (
            text("people.nothing")
          ) : (
            <ul className="skill-marks">
              {person.skills.map((skill) => (
                <li key={skill.skill}>
                  {skill.name} <strong>{text("people.level", { level: skill.level })}</strong>
                  {skill.certified_until && (
                    <span className="second numbers">
                      {text("people.certified_until_day", { day: skill.certified_until })}
                    </span>
                  )}
                </li>
              ))}
            </ul>
          )}
        </Line>
        <Line
          name={text("people.contract")}
          button={<ChangeButton kind="contract" onChange={onChange} />}
        >
          {person.contract ? (
            <>
              {contractText(person.contract, text)}
              <span className="second fact-second">
                {[
                  person.contract.languages?.join("、"),
                  person.contract.holiday_pay_class &&
                    text("people.holiday_pay_of", { class: person.contract.holiday_pay_class }),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </>
          ) : (
            text("people.nothing")
          )}
        </Line>
        <Line
          name={text("people.agents")}
          button={person.agents.length > 0 && <ChangeButton kind="agent" onChange={onChange} />}
        >
          {person.agents.length === 0 && text("people.nothing")}
          {person.agents.map((agent) => (
            <span key={agent.id} className="fact-item">
              {seesFloor ? <Link to={`/agents/${agent.id}`}>{agent.name}</Link> : agent.name}
            </span>
          ))}
        </Line>
        <Line
          name={text("people.leads")}
          button={<ChangeButton kind="leads" onChange={onChange} />}
        >
          {person.leads.map((team) => team.name).join("、") || text("people.nothing")}
        </Line>
        <Line
          name={text("people.account")}
          button={<ChangeButton kind="account" onChange={onChange} />}
        >
          {linked("account")
            .map((span) => span.value.text)
            .join("、") || text("people.nothing")}
        </Line>
        {linked("seat").length > 0 && (
          <Line name={text("people.seat")}>
            {linked("seat")
              .map((span) => span.value.text)
              .join("、")}
          </Line>
        )}
      </dl>
    </section>
  );
}

function Line(props: { name: string; button?: ReactNode; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
      {props.button && <dd className="fact-button">{props.button}</dd>}
    </div>
  );
}
