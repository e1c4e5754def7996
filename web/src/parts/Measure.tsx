/**
 * A measure's name that opens its definition, and the tile that shows it with its value.
 *
 * Room:  parts; wherever a figure stands. `FiguresOf` around a board says which definition is in force.
 */
import { Popover } from "antd";
import type { ReactNode } from "react";
import type { Definition, ServiceLevelRule, Span } from "../api/views";
import { type Key, useText } from "../i18n/language";
import { attributionNames } from "../live/attribution";
import type { Severity } from "../live/severity";
import { Figure, measureName, useCommon, useDefinition } from "./Figures";
import { SeverityMark } from "./Mark";
import { type MeasureId, measures } from "./measures";
import "./measure.css";

/** Which span a figure covers; `now` is a state, not a span. */
export type Window = "now" | Span;

export const windowNames: Record<Window, Key> = {
  now: "window.now",
  today: "window.today",
  last_5m: "window.last_5m",
  last_15m: "window.last_15m",
  last_30m: "window.last_30m",
  m5: "window.m5",
  m15: "window.m15",
  m30: "window.m30",
  m60: "window.m60",
};

export const ruleNames: Record<ServiceLevelRule, Key> = {
  of_answered: "rule.of_answered",
  of_offered: "rule.of_offered",
  abandons_in_time_met: "rule.abandons_in_time_met",
  less_abandons_in_time: "rule.less_abandons_in_time",
  less_short_abandons: "rule.less_short_abandons",
};

export const ruleFormulas: Record<ServiceLevelRule, Key> = {
  of_answered: "rule_formula.of_answered",
  of_offered: "rule_formula.of_offered",
  abandons_in_time_met: "rule_formula.abandons_in_time_met",
  less_abandons_in_time: "rule_formula.less_abandons_in_time",
  less_short_abandons: "rule_formula.less_short_abandons",
};

type NameProps = { measure: MeasureId; window: Window };

export function MeasureName({ measure, window }: NameProps) {
  const text = useText();
  const definition = useDefinition();
  const name = measureName(measure, definition, text);
  return (
    <Popover
      trigger={["hover", "click"]}
      mouseEnterDelay={0.35}
      title={name}
      content={<Explanation measure={measure} window={window} />}
    >
      <button type="button" className="measure-name" aria-label={text("measure.explain", { name })}>
        {name}
      </button>
    </Popover>
  );
}

function Explanation({ measure, window }: NameProps) {
  const text = useText();
  const { definition, by } = useCommon();
  return (
    <div className="explanation">
      <p>{text(measures[measure].formula)}</p>
      {measure === "service_level" && definition && <RuleOf definition={definition} />}
      <p className="second">
        {text(windowNames[window])}
        {window !== "now" && ` · ${text(attributionNames[by])}`}
      </p>
    </div>
  );
}

export function RuleOf({ definition }: { definition: Definition }) {
  const text = useText();
  return (
    <>
      <p>
        <strong>{text(ruleNames[definition.rule])}</strong>
        <br />
        {text(ruleFormulas[definition.rule])}
      </p>
      <p className="second">
        {text("definition.parameters", {
          threshold: definition.threshold_s,
          short: definition.short_s,
          target: measures.service_level.write(definition.target),
        })}
        <br />
        {text("definition.version", { id: definition.id, version: definition.version })}
      </p>
    </>
  );
}

type TileProps = NameProps & {
  value: number | null | undefined;
  severity?: Severity;
  size?: "large" | "normal";
  note?: ReactNode;
};

export function Tile({
  measure,
  window,
  value,
  severity = "good",
  size = "normal",
  note,
}: TileProps) {
  const text = useText();
  return (
    <div className={`tile tile-${size} tile-${severity}`} data-measure={measure}>
      <div className="tile-name">
        <MeasureName measure={measure} window={window} />
        {size === "large" && window !== "now" && <span>{text(windowNames[window])}</span>}
      </div>
      <div className="tile-value">
        {severity !== "good" && (
          <SeverityMark severity={severity} label={text(severityNames[severity])} />
        )}
        <Figure measure={measure} span={window}>
          {measures[measure].write(value)}
        </Figure>
      </div>
      {note && <div className="tile-note">{note}</div>}
    </div>
  );
}

/** A figure in the colour of its severity, with the shape; a good one stands plain. */
export function Marked({ severity, children }: { severity: Severity; children: ReactNode }) {
  const text = useText();
  if (severity === "good") return <>{children}</>;
  return (
    <span className={`marked marked-${severity}`}>
      <SeverityMark severity={severity} label={text(severityNames[severity])} /> {children}
    </span>
  );
}

export const severityNames: Record<Severity, Key> = {
  good: "severity.good",
  notice: "severity.notice",
  warning: "severity.warning",
  critical: "severity.critical",
};
