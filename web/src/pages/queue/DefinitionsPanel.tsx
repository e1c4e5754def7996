/** The same contacts under the five definitions: why two reports may say two numbers. */
import type { Definition, ServiceLevel } from "../../api/views";
import { rate } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { Figure } from "../../parts/Figures";
import { ruleFormulas, ruleNames } from "../../parts/Measure";

type Props = { levels: ServiceLevel[]; definition: Definition };

export function DefinitionsPanel({ levels, definition }: Props) {
  const text = useText();
  return (
    <section className="panel" aria-label={text("definitions.title")}>
      <h2>{text("definitions.title")}</h2>
      <p className="second">
        {text("definitions.parameters", {
          threshold: definition.threshold_s,
          short: definition.short_s,
        })}
        {definition.without_closed_hours && ` · ${text("definitions.without_closed_hours")}`}
      </p>
      <table className="definitions numbers">
        <thead>
          <tr>
            <th scope="col">{text("definitions.rule")}</th>
            <th scope="col">{text("window.last_15m_short")}</th>
            <th scope="col">{text("window.today_short")}</th>
          </tr>
        </thead>
        <tbody>
          {levels.map((level) => (
            <tr
              key={level.rule}
              className={level.rule === definition.rule ? "in-force" : undefined}
            >
              <th scope="row">
                {text(ruleNames[level.rule])}
                {level.rule === definition.rule && (
                  <strong> · {text("definitions.in_force")}</strong>
                )}
                <span className="second">{text(ruleFormulas[level.rule])}</span>
              </th>
              <td>
                <Figure measure="service_level" span="last_15m" rule={level.rule}>
                  {rate(level.last_15m)}
                </Figure>
              </td>
              <td>
                <Figure measure="service_level" span="today" rule={level.rule}>
                  {rate(level.today)}
                </Figure>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
