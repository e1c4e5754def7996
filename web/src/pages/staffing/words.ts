/** The names of the directions. */
import type { StaffingDirection } from "../../api/views";
import type { Key } from "../../i18n/language";

export const directionNames: Record<StaffingDirection, Key> = {
  forward: "staffing.forward",
  reverse: "staffing.reverse",
  two_way: "staffing.two_way",
};
