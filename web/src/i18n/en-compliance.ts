/** The English texts of compliance: events, rules, grades. */
export const enCompliance = {
  "nav.compliance": "Compliance",
  "compliance.explanation":
    "Acts beyond right or habit, graded yellow, orange or red; somebody else takes note",
  "compliance.events": "Compliance events",
  "compliance.state": "State",
  "compliance.open": "Open",
  "compliance.noted": "Noted",
  "compliance.all": "All",
  "compliance.severity": "Grade",
  "compliance.any_severity": "Any grade",
  "compliance.rule": "Rule",
  "compliance.any_rule": "Any rule",
  "compliance.none": "No compliance event is open",
  "compliance.none_like": "No compliance event like this",
  "compliance.none_hint":
    "The audit list is judged in the background; what is found stands here within a minute.",
  "compliance.who": "Who",
  "compliance.what": "What",
  "compliance.origin": "From",
  "compliance.when": "When",
  "compliance.and": ", ",
  "compliance.grades": "Yellow from {yellow}, orange from {orange}, red from {red}",
  "compliance.always_red": "Once is red",
  "compliance.in_audit": "Show in the audit list",
  "compliance.own":
    "You did this yourself, or a token of yours: somebody else with this right takes note of it.",
  "compliance.note": "Take note",
  "compliance.note_label": "What was found out, what is done",
  "compliance.note_missing": "Write what was found out.",
  "compliance.note_done": "Take note",
  "compliance.noted_by": "Noted by {who}, {time}",
  "compliance.cancel": "Cancel",
  "compliance_grade.red": "Red",
  "compliance_grade.orange": "Orange",
  "compliance_grade.yellow": "Yellow",
  "compliance_rule.own_rights": "Changed the own rights",
  "compliance_rule.refused_outside_right": "Tried again and again without the right",
  "compliance_rule.bulk_looks": "Looked at many people",
  "compliance_rule.large_export": "Large export",
  "compliance_rule.protected_without_need": "Looked at protected facts without need",
  "compliance_rule.routing_outside_plan": "Changed queues or calls outside the plan",
  "compliance_rule.unusual_hours": "Acted at an unusual hour",
  "compliance_found.refused_outside_right":
    "Within {minutes} minutes {count} attempts were refused for want of the right",
  "compliance_found.bulk_looks":
    "Looked at {count} people on the day; at most {usual} are usual for the role",
  "compliance_found.bulk_looks_unknown":
    "Looked at {count} people on the day; too little is known of the role's habit, so a fixed limit holds",
  "compliance_found.large_export": "Took out {count} rows on the day",
  "compliance_found.protected_without_need":
    "Looked at protected facts of {count} people on the day, and did nothing for them",
  "compliance_found.routing_outside_plan":
    "Within {minutes} minutes changed queues or calls at once {count} times, not said for a later moment",
  "compliance_found.unusual_hours":
    "Things of weight done at hours at which the role hardly ever acts: {count}",
  "compliance_found.own_rights": "Own rights changed on the day: {count}",
} as const;
