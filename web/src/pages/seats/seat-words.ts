/** What is said of a seat, and how many are what. */
import type { SeatRow, SeatState } from "../../api/views";
import type { Key, Text } from "../../i18n/language";
import { stateText } from "../../parts/agent-words";

export const seatStates: SeatState[] = ["occupied", "free", "reserved", "out_of_order", "unknown"];

export const seatNames: Record<SeatState, Key> = {
  occupied: "seat.occupied",
  free: "seat.free",
  reserved: "seat.reserved",
  out_of_order: "seat.out_of_order",
  unknown: "seats.unknown",
};

/** What who sits there does, or what the seat is. */
export function seatText(seat: SeatRow, text: Text): string {
  if (seat.state === "occupied" && seat.agent_state) {
    return stateText(seat.agent_state, seat.reason, text);
  }
  return text(seatNames[seat.state]);
}

export function seatLabel(seat: SeatRow, text: Text): string {
  return [seat.name, seat.agent_name, seatText(seat, text)].filter(Boolean).join(", ");
}

export function countStates(seats: SeatRow[]): Record<SeatState, number> {
  const counts = { occupied: 0, free: 0, reserved: 0, out_of_order: 0, unknown: 0 };
  for (const seat of seats) counts[seat.state] += 1;
  return counts;
}

/** Whether a seat or who sits there is meant by what was typed. */
export function isMeant(seat: SeatRow, typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return false;
  return [seat.name, seat.agent_name].some((word) => word?.toLowerCase().includes(wanted));
}
