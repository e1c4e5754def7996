/** Months of a year plan, written as `2027-01`, and the training curve as it is typed. */

/** So many months from that of a day on. */
export function monthsFrom(day: string, many: number): string[] {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return Array.from({ length: many }, (_, at) => {
    const place = month - 1 + at;
    const two = String((place % 12) + 1).padStart(2, "0");
    return `${year + Math.floor(place / 12)}-${two}`;
  });
}

/** Days of a month. */
export function daysOf(month: string): number {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number, 0)).getUTCDate();
}

/** `0 50` is nothing in the first month and half of it in the second; what is no percent is left out. */
export function readTraining(typed: string): number[] {
  return typed
    .split(/[\s,，;；%]+/)
    .filter((part) => part !== "")
    .map(Number)
    .filter((percent) => percent >= 0 && percent <= 100)
    .map((percent) => percent / 100);
}
