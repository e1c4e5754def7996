/** All that was, is and is known to come, span by span. */
import type { PersonFactKind, PersonProfile, PersonSpan } from "../../api/views";
import { useText } from "../../i18n/language";
import { kindNames, valueText } from "./words";

const order: PersonFactKind[] = [
  "team",
  "site",
  "skill",
  "contract",
  "leads",
  "agent",
  "account",
  "seat",
];

/** By kind, and within a kind the youngest first. */
export function arranged(spans: PersonSpan[]): PersonSpan[] {
  const place = ({ kind }: PersonSpan) => order.indexOf(kind);
  return [...spans].sort(
    (a, b) => place(a) - place(b) || a.slot - b.slot || (a.first_day < b.first_day ? 1 : -1),
  );
}

export function OverTime({ profile }: { profile: PersonProfile }) {
  const text = useText();
  return (
    <section className="panel" aria-label={text("people.over_time")}>
      <h2>{text("people.over_time")}</h2>
      <p className="second">{text("people.over_time_hint")}</p>
      <table className="spans">
        <thead>
          <tr>
            <th scope="col">{text("people.thing")}</th>
            <th scope="col">{text("people.value")}</th>
            <th scope="col">{text("people.from")}</th>
            <th scope="col">{text("people.until")}</th>
          </tr>
        </thead>
        <tbody>
          {arranged(profile.spans).map((span) => (
            <tr
              key={`${span.kind} ${span.slot} ${span.first_day}`}
              className={span.is_past ? "is-past" : span.is_future ? "is-future" : undefined}
            >
              <td>{text(kindNames[span.kind])}</td>
              <td>{valueText(span.value, text)}</td>
              <td className="numbers">{span.first_day}</td>
              <td className="numbers">{span.until_day ?? text("people.still")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
