/**
 * The changes that are not applied yet: one for each thing, the last one typed.
 *
 * Room:  pages/settings; pure.
 * Holds: what is set back to what it is leaves the list.
 */
import type { QueueSettings, SettingChange, Settings, WeekHours } from "../../api/views";

/** What a change is about: two of the same key are one. */
export function keyOf(change: SettingChange): string {
  switch (change.kind) {
    case "centre":
      return "centre";
    case "display_name":
      return `name ${change.of} ${change.id}`;
    case "queue_place":
      return `place ${change.queue}`;
    case "target":
      return `target ${change.queue ?? "centre"} ${change.definition}`;
    case "definition":
      return `definition ${change.definition}`;
    case "opening_hours":
      return `hours ${change.queue}`;
    case "add_site":
      return `new site ${change.name}`;
    case "site_zone":
      return `zone ${change.site}`;
    case "add_skill":
      return `new skill ${change.name}`;
    case "add_team":
      return `new team ${change.name}`;
    case "break_limit":
      return `limit ${change.reason}`;
  }
}

/** The list with these changes, each in the place of an earlier one of its key. */
export function put(list: SettingChange[], changes: SettingChange[]): SettingChange[] {
  const next = new Map(list.map((change) => [keyOf(change), change]));
  for (const change of changes) next.set(keyOf(change), change);
  return [...next.values()];
}

export function drop(list: SettingChange[], keys: string[]): SettingChange[] {
  const dropped = new Set(keys);
  return list.filter((change) => !dropped.has(keyOf(change)));
}

/** The changes that would change something: the others are what is so already. */
export function effective(list: SettingChange[], settings: Settings): SettingChange[] {
  return list.filter((change) => !isSo(change, settings));
}

function isSo(change: SettingChange, settings: Settings): boolean {
  switch (change.kind) {
    case "centre": {
      const { name, zone, business_day_start: start } = settings.centre;
      return (
        (change.name ?? name) === name &&
        (change.zone ?? zone) === zone &&
        (change.business_day_start ?? start) === start
      );
    }
    case "display_name": {
      const known = namesOf(settings, change.of).find((one) => one.id === change.id);
      return known !== undefined && (change.name ?? known.own_name ?? known.name) === known.name;
    }
    case "queue_place": {
      const queue = settings.queues.find((one) => one.id === change.queue);
      return (
        queue !== undefined &&
        (change.skill ?? null) === (queue.skill ?? null) &&
        (change.site ?? null) === (queue.site ?? null)
      );
    }
    case "target":
      return (change.share ?? null) === targetOf(settings, change.queue ?? null, change.definition);
    case "site_zone":
      return settings.sites.find((one) => one.id === change.site)?.zone === change.zone;
    case "break_limit":
      return (
        (settings.breaks.find((one) => one.reason === change.reason)?.limit_s ?? null) ===
        (change.limit_s ?? null)
      );
    case "opening_hours": {
      const queue = settings.queues.find((one) => one.id === change.queue);
      return (
        queue !== undefined &&
        (change.effective_from ?? null) === null &&
        JSON.stringify(hoursNow(queue)) === JSON.stringify(change.hours ?? null)
      );
    }
    default:
      return false;
  }
}

export function namesOf(settings: Settings, kind: string) {
  switch (kind) {
    case "queue":
      return settings.queues;
    case "did":
      return settings.dids;
    case "site":
      return settings.sites;
    case "team":
      return settings.teams;
    default:
      return settings.skills;
  }
}

/** The own target of a queue, or that of the centre (`queue` null). */
export function targetOf(
  settings: Settings,
  queue: number | null,
  definition: number,
): number | null {
  if (queue === null) {
    return settings.definitions.find((one) => one.id === definition)?.target ?? null;
  }
  const known = settings.queues.find((one) => one.id === queue);
  return known?.targets.find((one) => one.definition === definition)?.share ?? null;
}

/** The hours in force; null: always open. */
export function hoursNow(queue: QueueSettings): WeekHours | null {
  return queue.hours.find((version) => version.is_in_force)?.hours ?? null;
}

/** The change of this key, if there is one. */
export function found<K extends SettingChange["kind"]>(
  list: SettingChange[],
  kind: K,
  key: string,
): Extract<SettingChange, { kind: K }> | undefined {
  const change = list.find((one) => keyOf(one) === key);
  return change?.kind === kind ? (change as Extract<SettingChange, { kind: K }>) : undefined;
}
