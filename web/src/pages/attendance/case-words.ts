/** The names of anomalies and of where they stand, and how much each wants somebody. */
import type { CaseKind, CaseStatus } from "../../api/views";
import type { Key } from "../../i18n/language";
import type { Severity } from "../../live/severity";

export const kindNames: Record<CaseKind, Key> = {
  late: "case_kind.late",
  early_leave: "case_kind.early_leave",
  absent: "case_kind.absent",
  missing_in: "case_kind.missing_in",
  missing_out: "case_kind.missing_out",
  unconfirmed: "case_kind.unconfirmed",
  punched_not_signed_in: "case_kind.punched_not_signed_in",
  signed_in_not_punched: "case_kind.signed_in_not_punched",
  two_places: "case_kind.two_places",
};

export const statusNames: Record<CaseStatus, Key> = {
  open: "case_status.open",
  explained: "case_status.explained",
  accepted: "case_status.accepted",
  rejected: "case_status.rejected",
  withdrawn: "case_status.withdrawn",
};

export const statusSeverity: Record<CaseStatus, Severity> = {
  open: "warning",
  explained: "warning",
  accepted: "good",
  rejected: "critical",
  withdrawn: "notice",
};

export const isWaiting = (status: CaseStatus) => status === "open" || status === "explained";
