/**
 * The last overview this device saw, so that an app opened without a network shows it with its age.
 *
 * Room:  live; written while the overview is followed, read before its first frame.
 * Never: keeps people or contacts; the overview holds counts only. Signing out forgets it.
 */
import type { Overview } from "../api/views";

/** The number changes with the shape: what an older version kept is not read. */
const storageKey = "callboard.overview.2";
const pause = 15_000;
let writtenAt = 0;

type Kept = { view: Overview; receivedAt: number };

export function rememberOverview(view: Overview, receivedAt: number) {
  if (receivedAt - writtenAt < pause) return;
  writtenAt = receivedAt;
  try {
    localStorage.setItem(storageKey, JSON.stringify({ view, receivedAt } satisfies Kept));
  } catch {
    // A full or forbidden storage costs the offline picture, nothing else.
  }
}

export function rememberedOverview(): Kept | null {
  try {
    const text = localStorage.getItem(storageKey);
    return text === null ? null : (JSON.parse(text) as Kept);
  } catch {
    // Damaged or forbidden: then there is no picture of before, and the page begins as if for the first time.
    return null;
  }
}

export function forgetOverview() {
  localStorage.removeItem(storageKey);
}
