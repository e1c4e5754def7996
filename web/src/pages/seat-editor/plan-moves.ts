/**
 * What can be done to a plan: place, move, turn, align, take off; pure, so that hand and keyboard do alike.
 *
 * Room:  pages/seat-editor; the server checks the same rules when the plan is saved.
 * Holds: no move leaves the floor or lays one seat upon another: what does not fit does not happen.
 */
import type { FloorLayout, PlacedSeat } from "../../api/views";

type Chosen = ReadonlySet<number>;

export function isFree(layout: FloorLayout, x: number, y: number, except: Chosen): boolean {
  const isOnFloor = x >= 0 && y >= 0 && x < layout.width && y < layout.height;
  const isTaken = (one: PlacedSeat) => one.x === x && one.y === y && !except.has(one.seat);
  return isOnFloor && !layout.seats.some(isTaken);
}

/** All chosen seats by so many units, or null where one of them does not fit. */
export function shift(
  layout: FloorLayout,
  chosen: Chosen,
  dx: number,
  dy: number,
): FloorLayout | null {
  const fits = layout.seats.every(
    (seat) => !chosen.has(seat.seat) || isFree(layout, seat.x + dx, seat.y + dy, chosen),
  );
  if (!fits) return null;
  return changed(layout, chosen, (seat) => ({ ...seat, x: seat.x + dx, y: seat.y + dy }));
}

export function turn(layout: FloorLayout, chosen: Chosen): FloorLayout {
  return changed(layout, chosen, (seat) => ({ ...seat, turn: (seat.turn + 90) % 360 }));
}

export function setZone(layout: FloorLayout, chosen: Chosen, zone: string | null): FloorLayout {
  return changed(layout, chosen, (seat) => ({ ...seat, zone }));
}

/** All chosen seats side by side in the row of the uppermost, in the order in which they stand. */
export function align(layout: FloorLayout, chosen: Chosen): FloorLayout | null {
  const seats = layout.seats.filter((seat) => chosen.has(seat.seat));
  const first = Math.min(...seats.map((seat) => seat.x));
  const row = Math.min(...seats.map((seat) => seat.y));
  const order = [...seats].sort((a, b) => a.x - b.x || a.y - b.y).map((seat) => seat.seat);
  if (!order.every((_, index) => isFree(layout, first + index, row, chosen))) return null;
  return changed(layout, chosen, (seat) => ({
    ...seat,
    x: first + order.indexOf(seat.seat),
    y: row,
  }));
}

export function takeOff(layout: FloorLayout, chosen: Chosen): FloorLayout {
  return { ...layout, seats: layout.seats.filter((seat) => !chosen.has(seat.seat)) };
}

/** Seats side by side in the first row that has room for them, or null. */
export function placeRow(layout: FloorLayout, seats: number[]): FloorLayout | null {
  for (let y = 0; y < layout.height; y += 1) {
    for (let x = 0; x + seats.length <= layout.width; x += 1) {
      const placed = placeAt(layout, seats, x, y);
      if (placed) return placed;
    }
  }
  return null;
}

/** Seats side by side from there to the right, or null where they do not fit. */
export function placeAt(
  layout: FloorLayout,
  seats: number[],
  x: number,
  y: number,
): FloorLayout | null {
  const none = new Set<number>();
  if (!seats.every((_, index) => isFree(layout, x + index, y, none))) return null;
  const placed = seats.map((seat, index) => ({ seat, x: x + index, y, turn: 0, zone: null }));
  return { ...layout, seats: [...layout.seats, ...placed] };
}

/** Another size, or null where a seat or a shape would be left outside. */
export function sized(layout: FloorLayout, width: number, height: number): FloorLayout | null {
  const seats = layout.seats.every((seat) => seat.x < width && seat.y < height);
  const shapes = layout.shapes.every((s) => s.x + s.width <= width && s.y + s.height <= height);
  return seats && shapes ? { ...layout, width, height } : null;
}

export function differences(old: FloorLayout, next: FloorLayout) {
  const before = new Map(old.seats.map((seat) => [seat.seat, JSON.stringify(told(seat))]));
  const after = new Map(next.seats.map((seat) => [seat.seat, JSON.stringify(told(seat))]));
  const added = [...after.keys()].filter((seat) => !before.has(seat)).length;
  const removed = [...before.keys()].filter((seat) => !after.has(seat)).length;
  const moved = [...after].filter(([seat, place]) => (before.get(seat) ?? place) !== place).length;
  return { added, moved, removed };
}

const told = ({ x, y, turn, zone }: PlacedSeat) => [x, y, turn, zone ?? null];

function changed(
  layout: FloorLayout,
  chosen: Chosen,
  change: (seat: PlacedSeat) => PlacedSeat,
): FloorLayout {
  return {
    ...layout,
    seats: layout.seats.map((seat) => (chosen.has(seat.seat) ? change(seat) : seat)),
  };
}
