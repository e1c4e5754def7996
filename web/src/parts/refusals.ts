/**
 * What the pages say when the server refuses, by the refusal's code.
 *
 * Room:  parts; `Failure`.
 * Holds: every code of the server that a person can meet has words in both languages
 *        (`refusals.test.ts` reads the server's code); any other shows what the server says.
 */
import { type ApiError, unreachable } from "../api/client";
import type { Key } from "../i18n/language";
import { adviceNames } from "./advice";

/** `isTold`: the server's own sentence says which one, and stands below. */
type Words = { message: Key; hint: Key; isTold?: boolean };

export function wordsOf(error: ApiError): Words | undefined {
  return refusalWords[`${error.status} ${error.code}`] ?? refusalWords[error.code];
}

/** A refused password: what is against it, and that another one is wanted. */
const adviceFailures = Object.fromEntries(
  Object.entries(adviceNames).map(([code, hint]) => [
    code,
    { message: "error.password_refused" as Key, hint },
  ]),
);

/** By code, or by status and code where one code is said of two things. */
const refusalWords: Record<string, Words> = {
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
  "403 name_taken": { message: "outside.name_taken", hint: "outside.name_taken_hint" },
  name_taken: { message: "refusal.plan_name_taken", hint: "refusal.plan_name_taken_hint" },
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
  invalid: { message: "error.invalid", hint: "error.invalid_hint", isTold: true },
  fault: { message: "error.fault", hint: "error.fault_hint" },
  unavailable: { message: "error.unavailable", hint: "error.unavailable_hint" },
  busy: { message: "refusal.busy", hint: "refusal.busy_hint" },
  claimed: { message: "refusal.claimed", hint: "refusal.claimed_hint", isTold: true },
  contact_over: { message: "refusal.contact_over", hint: "refusal.contact_over_hint" },
  dry_run_only: { message: "refusal.dry_run_only", hint: "refusal.dry_run_only_hint" },
  is_registered: { message: "refusal.is_registered", hint: "refusal.is_registered_hint" },
  key_reused: { message: "refusal.key_reused", hint: "refusal.key_reused_hint" },
  last_administrator: {
    message: "refusal.last_administrator",
    hint: "refusal.last_administrator_hint",
  },
  no_directory: { message: "refusal.no_directory", hint: "refusal.no_directory_hint" },
  no_forecast: { message: "refusal.no_forecast", hint: "refusal.no_forecast_hint", isTold: true },
  no_password: { message: "refusal.no_password", hint: "refusal.no_password_hint" },
  order_under_way: { message: "refusal.order_under_way", hint: "refusal.order_under_way_hint" },
  published: { message: "refusal.published", hint: "refusal.published_hint" },
  refused_by_source: {
    message: "refusal.refused_by_source",
    hint: "refusal.refused_by_source_hint",
    isTold: true,
  },
  seat_taken: { message: "refusal.seat_taken", hint: "refusal.seat_taken_hint" },
  settings_moved: { message: "refusal.settings_moved", hint: "refusal.settings_moved_hint" },
  source_offline: { message: "refusal.source_offline", hint: "refusal.source_offline_hint" },
  taken: { message: "refusal.taken", hint: "refusal.taken_hint", isTold: true },
  too_many: { message: "refusal.too_many", hint: "refusal.too_many_hint", isTold: true },
  too_many_views: { message: "refusal.too_many_views", hint: "refusal.too_many_views_hint" },
  too_large: { message: "refusal.too_large", hint: "refusal.too_large_hint", isTold: true },
  unanswered: { message: "refusal.unanswered", hint: "refusal.unanswered_hint" },
  unknown_source: {
    message: "refusal.unknown_source",
    hint: "refusal.unknown_source_hint",
    isTold: true,
  },
  cross_site: { message: "refusal.cross_site", hint: "refusal.cross_site_hint" },
  gone: { message: "refusal.gone", hint: "refusal.gone_hint" },
};
