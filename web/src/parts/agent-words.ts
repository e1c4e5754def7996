/** The names of agents' states and of the reasons for not being ready. */
import type { AgentState } from "../api/views";
import type { Key, Text } from "../i18n/language";

export const stateNames: Record<AgentState, Key> = {
  available: "agent_state.available",
  ringing: "agent_state.ringing",
  talking: "agent_state.talking",
  holding: "agent_state.holding",
  after_contact_work: "agent_state.after_contact_work",
  not_ready: "agent_state.not_ready",
  signed_out: "agent_state.signed_out",
};

/** What people who are signed in may be doing, in the order in which it is shown. */
export const workingStates: Exclude<AgentState, "signed_out">[] = [
  "available",
  "ringing",
  "talking",
  "holding",
  "after_contact_work",
  "not_ready",
];

const reasonNames: Record<string, Key> = {
  break: "reason.break",
  meal: "reason.meal",
  training: "reason.training",
  coaching: "reason.coaching",
  meeting: "reason.meeting",
  back_office: "reason.back_office",
  system_fault: "reason.system_fault",
  other: "reason.other",
};

/** A reason that a house added itself shows as it is written there. */
export function reasonText(reason: string, text: Text): string {
  const name = reasonNames[reason];
  return name ? text(name) : reason;
}

/** The state, with its reason where that says more: "not ready" is seldom enough to act on. */
export function stateText(
  state: AgentState,
  reason: string | null | undefined,
  text: Text,
): string {
  const name = text(stateNames[state]);
  return reason ? `${name} · ${reasonText(reason, text)}` : name;
}
