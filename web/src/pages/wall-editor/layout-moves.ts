/**
 * What can be done to a board's layout: put, move, size, remove; pure, so that hand and keyboard do alike.
 *
 * Room:  pages/wall-editor; the server checks the same rules when the board is saved.
 * Holds: no move leaves the grid or lays one block upon another: what does not fit does not happen.
 */
import type { BlockKind, WallBlock, WallLayout, WallPage } from "../../api/views";

export const columns = 12;
export const rows = 6;
export const mostPages = 12;
export const mostBlocks = 24;

export type Place = { x: number; y: number; width: number; height: number };

/** Below this a block cannot be read from eight metres. */
export const smallest: Record<BlockKind, { width: number; height: number }> = {
  figure: { width: 2, height: 1 },
  clock: { width: 2, height: 1 },
  queues: { width: 6, height: 2 },
  people: { width: 3, height: 4 },
  curve: { width: 4, height: 2 },
};

/** The size in which a new block comes, where there is room for it. */
const usual: Record<BlockKind, { width: number; height: number }> = {
  figure: { width: 3, height: 2 },
  clock: { width: 3, height: 2 },
  queues: { width: 8, height: 4 },
  people: { width: 4, height: 4 },
  curve: { width: 8, height: 4 },
};

export function isFree(page: WallPage, place: Place, except: number | null): boolean {
  const isOnGrid =
    place.x >= 0 &&
    place.y >= 0 &&
    place.x + place.width <= columns &&
    place.y + place.height <= rows;
  return isOnGrid && page.blocks.every((block) => block.id === except || !overlap(block, place));
}

function overlap(one: Place, other: Place): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

/** The page with the block there, or null where it does not fit. */
export function put(page: WallPage, id: number, place: Place): WallPage | null {
  const block = page.blocks.find((one) => one.id === id);
  if (!block) return null;
  const least = smallest[block.kind];
  const isReadable = place.width >= least.width && place.height >= least.height;
  if (!isReadable || !isFree(page, place, id)) return null;
  return changed(page, { ...block, ...place });
}

/** One step in a direction; over what is in the way to the next free place. */
export function step(page: WallPage, id: number, dx: number, dy: number): WallPage | null {
  const block = page.blocks.find((one) => one.id === id);
  if (!block) return null;
  for (let steps = 1; steps <= Math.max(columns, rows); steps += 1) {
    const place = { ...placeOf(block), x: block.x + dx * steps, y: block.y + dy * steps };
    const moved = put(page, id, place);
    if (moved) return moved;
  }
  return null;
}

/** One column or row larger or smaller. */
export function size(page: WallPage, id: number, dx: number, dy: number): WallPage | null {
  const block = page.blocks.find((one) => one.id === id);
  if (!block) return null;
  return put(page, id, {
    ...placeOf(block),
    width: block.width + dx,
    height: block.height + dy,
  });
}

export const placeOf = ({ x, y, width, height }: Place): Place => ({ x, y, width, height });

export function changed(page: WallPage, block: WallBlock): WallPage {
  return { blocks: page.blocks.map((one) => (one.id === block.id ? block : one)) };
}

export function without(page: WallPage, id: number): WallPage {
  return { blocks: page.blocks.filter((one) => one.id !== id) };
}

/** A new block in its usual size, or in the smallest, or null where there is no room for that. */
export function newBlock(layout: WallLayout, page: WallPage, kind: BlockKind): WallBlock | null {
  if (page.blocks.length >= mostBlocks) return null;
  const ids = layout.pages.flatMap((one) => one.blocks).map((block) => block.id);
  const isFigure = kind === "figure";
  for (const { width, height } of [usual[kind], smallest[kind]]) {
    for (let y = 0; y + height <= rows; y += 1) {
      for (let x = 0; x + width <= columns; x += 1) {
        const place = { x, y, width, height };
        if (!isFree(page, place, null)) continue;
        return {
          id: Math.max(0, ...ids) + 1,
          kind,
          scope: "centre",
          measure: isFigure ? "service_level" : null,
          span: isFigure ? "last_15m" : null,
          ...place,
        };
      }
    }
  }
  return null;
}

export function withPage(layout: WallLayout, index: number, page: WallPage): WallLayout {
  return { ...layout, pages: layout.pages.map((one, place) => (place === index ? page : one)) };
}
