/** Where the numbers come from: forecast, history and promise of each queue, and the method in words. */
import { useSession } from "../../api/queries";
import { may } from "../../api/rights";
import type { QueueBasis } from "../../api/views";
import { count, rate } from "../../format/numbers";
import { type Text, useText } from "../../i18n/language";
import { Link } from "../../parts/Link";
import { decimal } from "./numbers";

export function Basis({ basis }: { basis: QueueBasis[] }) {
  const text = useText();
  const session = useSession();
  return (
    <section className="panel staffing-basis" aria-label={text("staffing.basis")}>
      <h2>{text("staffing.basis")}</h2>
      <ul>
        {basis.map((one) => (
          <li key={one.queue}>
            <b>{one.queue_name}</b>
            <span className="second">
              {one.forecasts.map(({ id, days, is_published }) => (
                <Link key={id} to={`/forecast?queue=${one.queue}&id=${id}`}>
                  {is_published
                    ? text("staffing.basis_published", { id, days })
                    : text("staffing.basis_forecast", { id, days })}
                </Link>
              ))}
              {facts(one, text).map((fact) => (
                <span key={fact}>{fact}</span>
              ))}
            </span>
          </li>
        ))}
      </ul>
      <p className="second">
        {text("staffing.basis_method")}{" "}
        {may(session.data, "manage_settings") && (
          <Link to="/settings">{text("staffing.to_settings")}</Link>
        )}
      </p>
    </section>
  );
}

function facts(one: QueueBasis, text: Text): string[] {
  const { targets } = one;
  const handle =
    one.handle_s == null
      ? []
      : [
          text("staffing.basis_handle", {
            value: `${decimal(one.handle_s)} s`,
            count: count(one.handled),
            from: one.learned_from,
            to: one.learned_to,
          }),
        ];
  const patience =
    one.patience_s == null
      ? text("staffing.basis_no_patience", { count: one.abandoned })
      : text("staffing.basis_patience", {
          value: `${decimal(one.patience_s)} s`,
          count: count(one.abandoned),
        });
  const target =
    targets.service_level == null
      ? text("staffing.basis_no_target")
      : text("staffing.basis_target", {
          share: rate(targets.service_level),
          threshold: targets.threshold_s,
        });
  return [...handle, patience, target];
}
