/**
 * What stands over figures that are there but not whole: old, cut off, partial, forbidden, in the making.
 *
 * Room:  parts; beside `states` (nothing to show yet). Every screen; all of them stand on /design.
 * Holds: each says what is so, since when, why, what still works and what to do, in words and a shape;
 *        long work shows how far it is and can be stopped.
 */
import type { ReactNode } from "react";
import { duration } from "../format/numbers";
import { useText } from "../i18n/language";
import type { Severity } from "../live/severity";
import { SeverityMark } from "./Mark";
import { severityNames } from "./Measure";
import "./states.css";
import "./conditions.css";

type NoteProps = { severity: Severity; children: ReactNode; action?: ReactNode };

/** One sentence with its mark, across the width of what it is about. */
export function Note({ severity, children, action }: NoteProps) {
  const text = useText();
  return (
    <div className={`note note-${severity}`} role="status" aria-live="off">
      <SeverityMark severity={severity} label={text(severityNames[severity])} />
      <span>{children}</span>
      {action}
    </div>
  );
}

/** `time` is a clock time, `age` milliseconds. */
export function StaleNote({ time, age }: { time: string; age: number }) {
  const text = useText();
  return <Note severity="warning">{text("state.stale", { time, age: duration(age) })}</Note>;
}

export function OfflineNote({ time, age }: { time: string; age: number }) {
  const text = useText();
  return <Note severity="warning">{text("state.offline", { time, age: duration(age) })}</Note>;
}

/** Some sources or days are missing: the figures are true for the rest. */
export function PartialNote(props: { present: number; total: number; missing: string }) {
  const text = useText();
  return <Note severity="notice">{text("state.partial", props)}</Note>;
}

/** A place that this account may not see. */
export function NoPermission({ action }: { action?: ReactNode }) {
  const text = useText();
  return (
    <div className="empty" role="alert">
      <svg viewBox="0 0 48 48" aria-hidden="true">
        <path d="M14 22v-6a10 10 0 0 1 20 0v6M10 22h28v20H10Z" />
      </svg>
      <p className="empty-title">{text("error.forbidden")}</p>
      <p>{text("error.forbidden_hint")}</p>
      {action}
    </div>
  );
}

type WorkProps = {
  name: string;
  /** 0..=1; null while nobody knows how much there is. */
  share: number | null;
  /** Milliseconds; null while it cannot be told. */
  left: number | null;
  onStop: () => void;
};

export function LongWork({ name, share, left, onStop }: WorkProps) {
  const text = useText();
  const percent = share === null ? null : Math.round(share * 100);
  return (
    <div className="work">
      <div className="work-line">
        <strong>{name}</strong>
        <span className="second numbers">
          {percent !== null && `${percent}%`}
          {left !== null && ` · ${text("state.time_left", { left: duration(left) })}`}
        </span>
        <button type="button" className="plain-button" onClick={onStop}>
          {text("action.stop")}
        </button>
      </div>
      <progress aria-label={name} max={1} value={share ?? undefined} />
    </div>
  );
}
