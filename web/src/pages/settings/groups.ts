/**
 * The same change of many things stands once: five hundred queues with one target are one line.
 *
 * Room:  pages/settings; pure.
 */
import type { PlannedChange } from "../../api/views";

/** What is alike by its key, in the order of the first of each. */
export function grouped<T>(list: T[], keyOf: (one: T) => string): T[][] {
  const found = new Map<string, T[]>();
  for (const one of list) {
    const group = found.get(keyOf(one));
    if (group) group.push(one);
    else found.set(keyOf(one), [one]);
  }
  return [...found.values()];
}

/** Alike but for what is changed and how much it reaches. What has a problem stands alone. */
export function groupsOf(changes: PlannedChange[]): PlannedChange[][] {
  const key = (change: PlannedChange, place: number) =>
    change.problem
      ? String(place)
      : JSON.stringify([
          change.subject.kind,
          change.fields,
          change.effective_from,
          change.warnings,
        ]);
  const places = new Map(changes.map((change, place) => [change, place]));
  return grouped(changes, (change) => key(change, places.get(change) ?? 0));
}

/** What a group reaches, added up. */
export function touchesOf(group: PlannedChange[]): PlannedChange["touches"] {
  const kinds = grouped(
    group.flatMap((change) => change.touches),
    (touch) => touch.reach,
  );
  return kinds.flatMap((touches) => {
    const [first] = touches;
    const count = touches.reduce((sum, touch) => sum + touch.count, 0);
    return first ? [{ reach: first.reach, count }] : [];
  });
}
