/**
 * What a page shows when it has nothing to show: loading, empty, refused, out of reach.
 *
 * Room:  parts; every page.
 * Holds: each state says what happened, what still works and what to do.
 */
import type { ReactNode } from "react";
import { ApiError } from "../api/client";
import { useText } from "../i18n/language";
import { SeverityMark } from "./Mark";
import { wordsOf } from "./refusals";
import "./states.css";

export function Loading({ rows = 6 }: { rows?: number }) {
  const text = useText();
  return (
    <div role="status" aria-label={text("state.loading")} className="loading">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars without content
        <div key={row} className="loading-bar" />
      ))}
    </div>
  );
}

export function Empty(props: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <svg viewBox="0 0 48 48" aria-hidden="true">
        <path d="M8 40V24m11 16V16m11 24V28m11 12V20" />
        <path d="M4 43h40" />
      </svg>
      <p className="empty-title">{props.title}</p>
      {props.hint && <p>{props.hint}</p>}
      {props.children}
    </div>
  );
}

export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const text = useText();
  const words = error instanceof ApiError ? wordsOf(error) : undefined;
  const message = words ? text(words.message) : messageOf(error) || text("error.fault");
  const hint = words ? text(words.hint) : error instanceof ApiError ? error.hint : null;
  return (
    <div className="failure" role="alert">
      <SeverityMark severity="critical" />
      <div>
        <p className="failure-title">{message}</p>
        {hint && <p>{hint}</p>}
        {error instanceof ApiError && words?.isTold && (
          <p className="second">{[error.message, error.hint].filter(Boolean).join(" · ")}</p>
        )}
      </div>
      {onRetry && mayPass(error) && (
        <button type="button" className="plain-button" onClick={onRetry}>
          {text("action.retry")}
        </button>
      )}
    </div>
  );
}

/** Whether the same question may have another answer: not where the server refuses it for what it is. */
function mayPass(error: unknown): boolean {
  return !(error instanceof ApiError && [400, 403, 404, 422].includes(error.status));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
