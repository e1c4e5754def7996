/**
 * A wall page's hold on its board, and on the version of the program that draws it.
 *
 * Room:  pages/wall; between `live/wall-stream` and the screen.
 */
import { useMemo, useSyncExternalStore } from "react";
import type { WallView } from "../../api/views";
import type { Followed } from "../../live/stream";
import { WallStream } from "../../live/wall-stream";

export function useFollowedWall(board: string, token: string | null): Followed<WallView> {
  const stream = useMemo(
    () => new WallStream(board, token, () => void reloadIfNewer()),
    [board, token],
  );
  return useSyncExternalStore(stream.subscribe, stream.current);
}

let known: string | null = null;

/** A screen that is on for weeks outlives the server's version: it loads the new pages by itself. */
async function reloadIfNewer() {
  const found = await pageTag();
  if (known !== null && found !== null && known !== found) location.reload();
}

export async function rememberVersion() {
  known ??= await pageTag();
}

/** The mark of the page that the server has now; null where it cannot be reached. */
async function pageTag(): Promise<string | null> {
  try {
    const answer = await fetch("/", { method: "HEAD", cache: "no-store", credentials: "omit" });
    return answer.ok ? answer.headers.get("etag") : null;
  } catch {
    return null;
  }
}
