/**
 * One block of a board, by its kind.
 *
 * Room:  pages/wall; the screen and the editor's preview draw the same.
 * Holds: a value that is not there is a dash; a block never looks alive without a value.
 */
import type { CSSProperties, ReactNode } from "react";
import type { WallBlock, WallCurve, WallPart, WallView } from "../../api/views";
import { minute } from "../../format/times";
import { type Text, useLanguage, useText } from "../../i18n/language";
import { useFloorTime } from "../../live/clock";
import { type Severity, severityOfShortfall, severityOfWait } from "../../live/severity";
import { measureName } from "../../parts/Figures";
import { SeverityMark } from "../../parts/Mark";
import { severityNames } from "../../parts/Measure";
import { type MeasureId, measures } from "../../parts/measures";
import { PeopleBlock } from "./PeopleBlock";
import { QueuesBlock } from "./QueuesBlock";
import { WallCurveDrawing } from "./WallCurveDrawing";
import { kindNames, spanNames } from "./wall-words";

/** What blocks are drawn from. */
export type Shown = { view: WallView; curves: Record<string, WallCurve> };

export function Block({ block, shown }: { block: WallBlock; shown: Shown }) {
  const text = useText();
  const part = shown.view.parts[block.id] ?? {};
  const title = blockTitle(block, part, shown.view, text);
  return (
    <section
      className={`wall-block wall-${block.kind}${block.width < 8 ? " wall-narrow" : ""}`}
      style={placeOf(block)}
      aria-label={title}
      data-block={block.id}
    >
      {block.kind === "figure" && <Figure block={block} part={part} view={shown.view} />}
      {block.kind === "queues" && (
        <QueuesBlock height={block.height} part={part} view={shown.view} />
      )}
      {block.kind === "people" && (
        <Titled title={title}>
          <PeopleBlock people={part.people ?? null} />
        </Titled>
      )}
      {block.kind === "curve" && (
        <Titled title={title}>
          <WallCurveDrawing day={shown.curves[block.id] ?? null} />
        </Titled>
      )}
      {block.kind === "clock" && <Clock zone={shown.view.centre.zone} />}
    </section>
  );
}

export function placeOf(block: WallBlock): CSSProperties {
  return {
    gridColumn: `${block.x + 1} / span ${block.width}`,
    gridRow: `${block.y + 1} / span ${block.height}`,
  };
}

/** "Answered in 30 s · Last 15 min · Billing" */
export function blockTitle(block: WallBlock, part: WallPart, view: WallView, text: Text): string {
  const name =
    block.kind === "figure" && block.measure
      ? measureName(block.measure as MeasureId, view.definition, text)
      : text(kindNames[block.kind]);
  return [name, part.name].filter(Boolean).join(" · ");
}

function Titled({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <h2 className="wall-label wall-title">{title}</h2>
      {children}
    </>
  );
}

function Figure({ block, part, view }: { block: WallBlock; part: WallPart; view: WallView }) {
  const text = useText();
  if (!block.measure) return null;
  const value = measures[block.measure as MeasureId].write(part.value);
  const severity = severityOf(block, part, view);
  const notes = [
    block.span && block.span !== "now" ? text(spanNames[block.span]) : null,
    part.target ? text("wall.target", { target: measures.service_level.write(part.target) }) : null,
  ].filter(Boolean);
  return (
    <div className={`wall-number wall-number-${severity}`}>
      <h2 className="wall-label wall-title">{blockTitle(block, part, view, text)}</h2>
      <p
        className="wall-figure wall-value"
        style={
          {
            "--chars": Math.max(value.length + (severity === "good" ? 0 : 1.4), 2),
          } as CSSProperties
        }
      >
        {severity !== "good" && (
          <SeverityMark severity={severity} label={text(severityNames[severity])} />
        )}
        <span>{value}</span>
      </p>
      {notes.length > 0 && <p className="wall-label wall-note">{notes.join(" · ")}</p>}
    </div>
  );
}

function severityOf(block: WallBlock, part: WallPart, view: WallView): Severity {
  if (block.measure === "service_level") return severityOfShortfall(part.value, part.target);
  if (block.measure === "longest_wait_ms")
    return severityOfWait(part.value, view.definition.threshold_s);
  return "good";
}

function Clock({ zone }: { zone: string }) {
  const { language } = useLanguage();
  const now = useFloorTime();
  const date = new Intl.DateTimeFormat(language, {
    timeZone: zone,
    month: "short",
    day: "numeric",
    weekday: "short",
  });
  return (
    <div className="wall-number">
      <p className="wall-figure wall-value" style={{ "--chars": 5 } as CSSProperties}>
        {minute(now, zone)}
      </p>
      <p className="wall-label wall-note">{date.format(now)}</p>
    </div>
  );
}
