/** Figures of a plan as planners read them. */
import { count } from "../../format/numbers";

/** One decimal below a hundred. */
export const decimal = (value: number) =>
  Math.abs(value) < 99.95 ? value.toFixed(1) : count(value);

export const hours = (value: number) => `${decimal(value)} h`;

/** With thousands, and cents only where there are few. */
export const money = (value: number) => (Math.abs(value) < 100 ? value.toFixed(2) : count(value));
