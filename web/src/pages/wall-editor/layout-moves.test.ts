import { expect, test } from "vitest";
import type { WallBlock, WallLayout, WallPage } from "../../api/views";
import { newBlock, placeOf, put, size, step } from "./layout-moves";

function block(id: number, x: number, y: number, width = 2, height = 1): WallBlock {
  const figure = { measure: "waiting", span: "now" } as const;
  return { id, kind: "figure", scope: "centre", ...figure, x, y, width, height };
}
const page: WallPage = { blocks: [block(1, 0, 0), block(2, 2, 0), block(3, 0, 1, 12, 1)] };
const where = (moved: WallPage | null, id: number) => {
  const found = moved?.blocks.find((one) => one.id === id);
  return found ? Object.values(placeOf(found)).join(" ") : null;
};

test("a block goes where there is room and nowhere else", () => {
  expect(where(put(page, 1, { x: 4, y: 0, width: 2, height: 1 }), 1)).toBe("4 0 2 1");
  expect(put(page, 1, { x: 1, y: 0, width: 2, height: 1 })).toBeNull();
  expect(put(page, 1, { x: 11, y: 2, width: 2, height: 1 })).toBeNull();
  expect(put(page, 1, { x: -1, y: 2, width: 2, height: 1 })).toBeNull();
  expect(put(page, 1, { x: 4, y: 0, width: 1, height: 1 })).toBeNull();
});

test("a step goes over what is in the way", () => {
  expect(where(step(page, 1, 1, 0), 1)).toBe("4 0 2 1");
  expect(where(step(page, 1, 0, 1), 1)).toBe("0 2 2 1");
  expect(step(page, 1, -1, 0)).toBeNull();
});

test("a block grows until it touches another and shrinks until it can just be read", () => {
  expect(size(page, 1, 1, 0)).toBeNull();
  expect(where(size(page, 2, 1, 0), 2)).toBe("2 0 3 1");
  expect(size(page, 2, -1, 0)).toBeNull();
});

test("a new block takes the first free place, smaller where it must, with an id of its own", () => {
  const layout: WallLayout = { attention: "centre", rotate_s: 30, pages: [page] };
  expect(newBlock(layout, page, "figure")).toMatchObject({ id: 4, x: 0, y: 2, width: 3 });
  const low: WallPage = { blocks: [block(9, 0, 0, 12, 5)] };
  expect(newBlock({ ...layout, pages: [page, low] }, low, "figure")).toMatchObject({
    id: 10,
    y: 5,
    height: 1,
  });
  expect(newBlock(layout, low, "queues")).toBeNull();
});
