/**
 * A measure's name that opens its definition, and the tile that shows it with its value.
 *
 * Room:  parts; wherever a figure stands. `FiguresOf` around a board says which definition is in force.
 */
import {
  lazy,
  type PointerEvent,
  type ReactNode,
  Suspense,
  useEffect,
  useRef,
  useState,
} from "react";
import type { Definition, ServiceLevelRule, Span } from "../api/views";
import { type Key, useText } from "../i18n/language";
import type { Severity } from "../live/severity";
import { Figure, measureName, useDefinition } from "./Figures";
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

export type NameProps = { measure: MeasureId; window: Window };

/** Loaded when the first name is asked about: forty names stand on the overview, nobody opens all. */
const MeasureCard = lazy(() => import("./MeasureCard"));

/** Milliseconds: a pointer that only passes by opens nothing; on its way to the card it loses nothing. */
const openDelay = 350;
const closeDelay = 150;

export function MeasureName({ measure, window }: NameProps) {
  const text = useText();
  const name = measureName(measure, useDefinition(), text);
  const [isOpen, setOpen] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const now = (next: boolean) => {
    clearTimeout(timer.current);
    setOpen(next);
  };
  const later = (event: PointerEvent, next: boolean) => {
    if (event.pointerType !== "mouse") return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen(next), next ? openDelay : closeDelay);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears what its button and card hear
    <span
      className="measure-anchor"
      onPointerEnter={(event) => later(event, true)}
      onPointerLeave={(event) => later(event, false)}
      onKeyDown={(event) => event.key === "Escape" && now(false)}
      // Not by a press into the card, which takes the focus nowhere.
      onBlur={(event) => event.relatedTarget && now(false)}
    >
      <button
        type="button"
        className="measure-name"
        aria-label={text("measure.explain", { name })}
        aria-expanded={isOpen}
        onClick={() => now(!isOpen)}
      >
        {name}
      </button>
      {isOpen && (
        <Suspense>
          <MeasureCard name={name} measure={measure} window={window} onClose={() => now(false)} />
        </Suspense>
      )}
    </span>
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
