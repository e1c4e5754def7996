/** The names of rules and grades, what is found of a rule with its numbers, and in which state events are shown. */
import type { ComplianceEvent, ComplianceRule, ComplianceSeverity } from "../../api/views";
import type { Key, Text } from "../../i18n/language";
import type { Severity } from "../../live/severity";

export const ruleNames: Record<ComplianceRule, Key> = {
  own_rights: "compliance_rule.own_rights",
  refused_outside_right: "compliance_rule.refused_outside_right",
  bulk_looks: "compliance_rule.bulk_looks",
  large_export: "compliance_rule.large_export",
  protected_without_need: "compliance_rule.protected_without_need",
  routing_outside_plan: "compliance_rule.routing_outside_plan",
  unusual_hours: "compliance_rule.unusual_hours",
};

export const severityWords: Record<ComplianceSeverity, Key> = {
  red: "compliance_grade.red",
  orange: "compliance_grade.orange",
  yellow: "compliance_grade.yellow",
};

/** Of its shape and colour. */
export const marks: Record<ComplianceSeverity, Severity> = {
  red: "critical",
  orange: "warning",
  yellow: "notice",
};

export const stateNames = {
  open: "compliance.open",
  noted: "compliance.noted",
  all: "compliance.all",
} satisfies Record<string, Key>;
export type State = keyof typeof stateNames;

/** What was found, in a sentence with its numbers. */
export function foundText(one: Pick<ComplianceEvent, "rule" | "why">, text: Text): string {
  const { count, usual, window_minutes } = one.why;
  const minutes = window_minutes ?? 0;
  switch (one.rule) {
    case "refused_outside_right":
      return text("compliance_found.refused_outside_right", { count, minutes });
    case "bulk_looks":
      return usual == null
        ? text("compliance_found.bulk_looks_unknown", { count })
        : text("compliance_found.bulk_looks", { count, usual });
    case "unusual_hours":
      return text("compliance_found.unusual_hours", { count });
    case "routing_outside_plan":
      return text("compliance_found.routing_outside_plan", { count, minutes });
    case "protected_without_need":
      return text("compliance_found.protected_without_need", { count });
    case "large_export":
      return text("compliance_found.large_export", { count });
    case "own_rights":
      return text("compliance_found.own_rights", { count });
  }
}

/** From which number on it is which grade. */
export function gradesText({ why }: Pick<ComplianceEvent, "why">, text: Text): string {
  const { yellow, orange, red } = why.grades;
  return yellow === red
    ? text("compliance.always_red")
    : text("compliance.grades", { yellow, orange, red });
}
