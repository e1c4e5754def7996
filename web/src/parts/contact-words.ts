/** The names of outcomes, channels, directions and event kinds. */
import type { Outcome } from "../api/views";
import type { Key, Text } from "../i18n/language";

export const outcomeNames: Record<Outcome, Key> = {
  arrived: "outcome.arrived",
  in_ivr: "outcome.in_ivr",
  waiting: "outcome.waiting",
  talking: "outcome.talking",
  answered: "outcome.answered",
  abandoned: "outcome.abandoned",
  diverted: "outcome.diverted",
  refused: "outcome.refused",
  not_queued: "outcome.not_queued",
  unknown: "outcome.unknown",
};

const channelNames: Record<string, Key> = {
  voice: "channel.voice",
  chat: "channel.chat",
  email: "channel.email",
  sms: "channel.sms",
  wechat: "channel.wechat",
  fax: "channel.fax",
  ivr_self_service: "channel.ivr_self_service",
};

const directionNames: Record<string, Key> = {
  inbound: "direction.inbound",
  outbound: "direction.outbound",
  internal: "direction.internal",
};

const kindNames: Record<string, Key> = {
  contact_arrived: "event.contact_arrived",
  ivr_entered: "event.ivr_entered",
  ivr_left: "event.ivr_left",
  contact_queued: "event.contact_queued",
  contact_refused: "event.contact_refused",
  contact_offered: "event.contact_offered",
  offer_rung_out: "event.offer_rung_out",
  offer_withdrawn: "event.offer_withdrawn",
  contact_answered: "event.contact_answered",
  contact_held: "event.contact_held",
  contact_resumed: "event.contact_resumed",
  contact_transferred: "event.contact_transferred",
  contact_released: "event.contact_released",
  contact_diverted: "event.contact_diverted",
  contact_abandoned: "event.contact_abandoned",
  contact_ended: "event.contact_ended",
  wrap_up_ended: "event.wrap_up_ended",
  anomaly_reported: "event.anomaly_reported",
};

const anomalyNames: Record<string, Key> = {
  unknown_contact: "anomaly.unknown_contact",
  never_queued: "anomaly.never_queued",
  repeated: "anomaly.repeated",
  agent_conflict: "anomaly.agent_conflict",
  signed_out_agent: "anomaly.signed_out_agent",
  out_of_order: "anomaly.out_of_order",
  clock_skew: "anomaly.clock_skew",
  seat_conflict: "anomaly.seat_conflict",
  unreadable: "anomaly.unreadable",
  stale: "anomaly.stale",
  oversized: "anomaly.oversized",
  set_aside: "anomaly.set_aside",
};

/** The fields of an event that say something to a reader, and how. */
const fieldNames: Record<string, Key> = {
  key: "field.key",
  priority: "field.priority",
  by: "field.by",
  reason: "field.reason",
  transfer: "field.transfer",
  to_queue: "field.to_queue",
  to_agent: "field.to_agent",
  code: "field.code",
};

const valueNames: Record<string, Key> = {
  ...channelNames,
  ...directionNames,
  customer: "value.customer",
  agent: "value.agent",
  system: "value.system",
  unknown: "value.unknown",
  timeout: "value.timeout",
  key: "value.key",
  nobody_signed_in: "value.nobody_signed_in",
  redirected: "value.redirected",
  overflow: "value.overflow",
  callback: "value.callback",
  queue_full: "value.queue_full",
  closed: "value.closed",
  blind: "value.blind",
  attended: "value.attended",
};

/** A field of an event in words: `by: customer` becomes "ended by customer". */
export function fieldText(field: string, value: string, text: Text): string {
  const name = fieldNames[field];
  return name ? `${text(name)} ${value}` : value;
}

export const valueText = (word: string, text: Text) => named(valueNames, word, text);

/** A word that a newer server knows and this page does not shows as it is written. */
function named(names: Record<string, Key>, word: string, text: Text): string {
  const name = names[word];
  return name ? text(name) : word;
}

export const channelText = (word: string, text: Text) => named(channelNames, word, text);
export const directionText = (word: string, text: Text) => named(directionNames, word, text);
export const kindText = (word: string, text: Text) => named(kindNames, word, text);
export const anomalyText = (word: string, text: Text) => named(anomalyNames, word, text);
