/** The server's waits by steps, as rows of a table or bars of a chart. */
import type { Waits } from "../../api/views";
import { duration } from "../../format/numbers";

export type Step = {
  label: string;
  answered: number;
  abandoned: number;
  /** How many waited longer than the step before. */
  waited: number;
  /** Of those who waited longer than the step before; null where nobody did. */
  share: number | null;
};

/** A share of fewer people than this is chance: the drawing leaves it out, the table shows it. */
export const fewestWaited = 5;

/** Up to the longest wait. */
export function stepsOf(waits: Waits): Step[] {
  const steps = waits.answered.map((answered, place): Step => {
    const end = waits.steps_s[place];
    const last = waits.steps_s.at(-1) ?? 0;
    return {
      label: end === undefined ? `> ${duration(last * 1_000)}` : `≤ ${duration(end * 1_000)}`,
      answered,
      abandoned: waits.abandoned[place] ?? 0,
      waited: waits.waited[place] ?? 0,
      share: waits.abandonment[place] ?? null,
    };
  });
  const last = steps.findLastIndex((step) => step.answered + step.abandoned > 0);
  return steps.slice(0, last + 1);
}
