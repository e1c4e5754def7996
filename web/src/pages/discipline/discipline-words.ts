/** The names of levels, gravities and states of findings, and how much each wants somebody. */
import type { FindingStatus, Gravity, SupervisionLevel } from "../../api/views";
import type { Key } from "../../i18n/language";
import type { Severity } from "../../live/severity";

export const levelNames: Record<SupervisionLevel, Key> = {
  team: "supervision.team",
  patrol: "supervision.patrol",
  unannounced: "supervision.unannounced",
};

export const gravityNames: Record<Gravity, Key> = {
  reminder: "gravity.reminder",
  ordinary: "gravity.ordinary",
  grave: "gravity.grave",
};

export const findingNames: Record<FindingStatus, Key> = {
  suspected: "finding.suspected",
  confirmed: "finding.confirmed",
  appealed: "finding.appealed",
  upheld: "finding.upheld",
  overturned: "finding.overturned",
  dismissed: "finding.dismissed",
  lapsed: "finding.lapsed",
};

export const findingSeverity: Record<FindingStatus, Severity> = {
  suspected: "warning",
  confirmed: "critical",
  appealed: "warning",
  upheld: "critical",
  overturned: "good",
  dismissed: "notice",
  lapsed: "notice",
};
