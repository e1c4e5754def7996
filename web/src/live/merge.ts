/**
 * JSON merge patch (RFC 7386), sharing what did not change.
 *
 * Room:  live; between the stream and the pages.
 * Holds: a value that the patch does not touch keeps its identity, so a row that did not change is not drawn again.
 */

export function mergePatch<T>(target: T, patch: unknown): T {
  if (!isObject(patch)) return patch as T;
  const base: Record<string, unknown> = isObject(target) ? target : {};
  const merged = { ...base };
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) delete merged[key];
    else merged[key] = mergePatch(base[key], change);
  }
  return merged as T;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
