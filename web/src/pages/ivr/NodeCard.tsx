/** One node of the IVR: how many came, how long they stayed, which keys they pressed, where they went. */
import type { ReactNode } from "react";
import type { IvrNode, IvrWay } from "../../api/views";
import { count, duration, rate } from "../../format/numbers";
import { type Text, useText } from "../../i18n/language";
import { Link } from "../../parts/Link";
import { SeverityMark } from "../../parts/Mark";

export function NodeCard({ node }: { node: IvrNode }) {
  const text = useText();
  // Not of the visits: some of those that went on now came in before the time that is shown.
  const gone = Math.max(
    node.ways.reduce((sum, way) => sum + way.count, 0),
    1,
  );
  return (
    <article className="panel ivr-node" id={`node-${node.id}`} data-node={node.id}>
      <h3>{node.name}</h3>
      <p className="numbers">
        <strong className="ivr-visits">{text("ivr.visits", { visits: count(node.visits) })}</strong>
        {node.mean_ms != null && <span>{text("ivr.mean", { mean: duration(node.mean_ms) })}</span>}
        {node.now > 0 && <span>{text("ivr.now", { now: count(node.now) })}</span>}
      </p>
      {node.is_slow && <Marked>{text("ivr.slow")}</Marked>}
      {node.is_dead_end && <Marked>{text("ivr.dead_end")}</Marked>}
      {node.keys.some((one) => one.key != null) && (
        <ul className="ivr-keys numbers" aria-label={text("ivr.keys")}>
          {node.keys.map((one) => (
            <li key={one.key ?? ""}>
              {one.key == null ? text("ivr.no_key") : text("ivr.key", { key: one.key })}{" "}
              <strong>{rate(one.count / Math.max(node.ended_visits, 1))}</strong>
            </li>
          ))}
        </ul>
      )}
      <ul className="ivr-ways numbers" aria-label={text("ivr.ways")}>
        {node.ways.map((way) => (
          <li key={`${way.goal} ${way.id}`} className={`ivr-way ivr-${way.goal}`}>
            <span className="ivr-bar" style={{ inlineSize: `${(way.count / gone) * 100}%` }} />
            <span>{wayName(way, text)}</span>
            <strong>{count(way.count)}</strong>
            <span className="second">{rate(way.count / gone)}</span>
          </li>
        ))}
      </ul>
    </article>
  );
}

function Marked({ children }: { children: ReactNode }) {
  return (
    <p className="ivr-mark">
      <SeverityMark severity="warning" /> {children}
    </p>
  );
}

function wayName(way: IvrWay, text: Text): ReactNode {
  const name = way.name ?? String(way.id ?? "");
  switch (way.goal) {
    case "node":
      return <a href={`#node-${way.id}`}>{text("ivr.to_node", { name })}</a>;
    case "queue":
      return <Link to={`/queues/${way.id}`}>{text("ivr.to_queue", { name })}</Link>;
    case "refused":
      return text("ivr.refused", { name });
    case "ended_in_node":
      return text("ivr.ended_in_node");
    case "ended":
      return text("ivr.ended");
  }
}
