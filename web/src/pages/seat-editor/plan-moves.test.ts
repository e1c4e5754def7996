import { expect, test } from "vitest";
import type { FloorLayout } from "../../api/views";
import { align, differences, placeRow, shift, sized, takeOff, turn } from "./plan-moves";

const seat = (id: number, x: number, y: number) => ({ seat: id, x, y, turn: 0, zone: null });
const layout: FloorLayout = {
  width: 5,
  height: 4,
  shapes: [],
  seats: [seat(1, 0, 0), seat(2, 1, 0), seat(3, 3, 2)],
};
const where = (one: FloorLayout | null) => one?.seats.map(({ seat, x, y }) => [seat, x, y]);

test("seats move together, and never upon another or off the floor", () => {
  expect(where(shift(layout, new Set([1, 2]), 1, 1))).toEqual([
    [1, 1, 1],
    [2, 2, 1],
    [3, 3, 2],
  ]);
  expect(shift(layout, new Set([1]), 1, 0)).toBeNull();
  expect(shift(layout, new Set([1, 2]), -1, 0)).toBeNull();
  expect(shift(layout, new Set([3]), 0, 2)).toBeNull();
});

test("a row goes to the first place with room", () => {
  expect(where(placeRow(layout, [4, 5, 6]))?.slice(3)).toEqual([
    [4, 2, 0],
    [5, 3, 0],
    [6, 4, 0],
  ]);
  expect(where(placeRow(layout, [4, 5, 6, 7]))?.[3]).toEqual([4, 0, 1]);
  expect(placeRow(layout, [4, 5, 6, 7, 8, 9])).toBeNull();
});

test("chosen seats stand side by side in the row of the uppermost", () => {
  expect(where(align(layout, new Set([2, 3])))).toEqual([
    [1, 0, 0],
    [2, 1, 0],
    [3, 2, 0],
  ]);
});

test("a floor never shrinks below what stands on it", () => {
  expect(sized(layout, 4, 3)).not.toBeNull();
  expect(sized(layout, 3, 3)).toBeNull();
});

test("what changes is counted by seat", () => {
  const next = turn(takeOff(layout, new Set([1])), new Set([2]));
  expect(differences(layout, next)).toEqual({ added: 0, moved: 1, removed: 1 });
  expect(differences(layout, layout)).toEqual({ added: 0, moved: 0, removed: 0 });
});
