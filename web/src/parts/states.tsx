/**
 * What a page shows when it has nothing to show: loading, empty, refused, out of reach.
 *
 * Room:  parts; every page.
 * Holds: each state says what happened, what still works and what to do.
 */
import type { ReactNode } from "react";
import { ApiError, unreachable } from "../api/client";
import { type Key, useText } from "../i18n/language";
import { adviceNames } from "./advice";
import { SeverityMark } from "./Mark";
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

/** A refused password: what is against it, and that another one is wanted. */
const adviceFailures = Object.fromEntries(
  Object.entries(adviceNames).map(([code, hint]) => [
    code,
    { message: "error.password_refused" as Key, hint },
  ]),
);

/** Messages for codes that people meet; every other code shows what the server says. */
const known: Record<string, { message: Key; hint: Key }> = {
  [unreachable]: { message: "error.unreachable", hint: "error.unreachable_hint" },
  wrong_credentials: { message: "error.wrong_credentials", hint: "error.wrong_credentials_hint" },
  wrong_code: { message: "error.wrong_code", hint: "error.wrong_code_hint" },
  sign_in_over: { message: "error.sign_in_over", hint: "error.sign_in_over_hint" },
  crowded: { message: "error.crowded", hint: "error.crowded_hint" },
  second_factor_required: { message: "factor.stays", hint: "factor.stays_hint" },
  no_second_factor: { message: "factor.none", hint: "factor.none_hint" },
  ...adviceFailures,
  wrong_setup_token: { message: "error.wrong_setup_token", hint: "error.wrong_setup_token_hint" },
  set_up: { message: "error.set_up", hint: "error.set_up_hint" },
  directory_away: { message: "error.directory_away", hint: "error.directory_away_hint" },
  no_role: { message: "outside.no_role", hint: "outside.no_role_hint" },
  name_taken: { message: "outside.name_taken", hint: "outside.name_taken_hint" },
  no_account: { message: "outside.no_account", hint: "outside.no_account_hint" },
  switched_off: { message: "outside.switched_off", hint: "outside.switched_off_hint" },
  locked_out: { message: "error.locked_out", hint: "error.locked_out_hint" },
  not_signed_in: { message: "error.not_signed_in", hint: "error.not_signed_in_hint" },
  forbidden: { message: "error.forbidden", hint: "error.forbidden_hint" },
  not_found: { message: "error.not_found", hint: "error.not_found_hint" },
  nobody_of_the_house: { message: "error.nobody_here", hint: "error.nobody_here_hint" },
  too_early: { message: "error.too_early", hint: "error.too_early_hint" },
  is_decided: { message: "error.is_decided", hint: "error.is_decided_hint" },
  changed_meanwhile: { message: "error.changed_meanwhile", hint: "error.changed_meanwhile_hint" },
  too_much: { message: "error.too_much", hint: "error.too_much_hint" },
  invalid: { message: "error.invalid", hint: "error.invalid_hint" },
  fault: { message: "error.fault", hint: "error.fault_hint" },
  unavailable: { message: "error.unavailable", hint: "error.unavailable_hint" },
};

export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const text = useText();
  const words = error instanceof ApiError ? known[error.code] : undefined;
  const message = words ? text(words.message) : messageOf(error) || text("error.fault");
  const hint = words ? text(words.hint) : error instanceof ApiError ? error.hint : null;
  return (
    <div className="failure" role="alert">
      <SeverityMark severity="critical" />
      <div>
        <p className="failure-title">{message}</p>
        {hint && <p>{hint}</p>}
        {error instanceof ApiError && error.code === "invalid" && (
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
