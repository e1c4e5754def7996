/**
 * The part of a plan that is seen: moved and zoomed; pure, so that mouse, keys and fingers do alike.
 *
 * Room:  pages/seats.
 * Holds: the middle of what is seen stays on the floor, and zooming keeps the point under the hand.
 */
export type ViewBox = { x: number; y: number; width: number; height: number };
type Size = { width: number; height: number };

const closest = 6;

export const wholeFloor = ({ width, height }: Size): ViewBox => ({ x: 0, y: 0, width, height });

/** `factor` below 1 zooms in; `at` are the shares of width and height that stay where they are. */
export function zoomed(box: ViewBox, factor: number, at: { x: number; y: number }, floor: Size) {
  const width = Math.min(
    floor.width * 1.5,
    Math.max(Math.min(closest, floor.width), box.width * factor),
  );
  const height = (width * box.height) / box.width;
  const x = box.x + (box.width - width) * at.x;
  const y = box.y + (box.height - height) * at.y;
  return held({ x, y, width, height }, floor);
}

export function moved(box: ViewBox, dx: number, dy: number, floor: Size): ViewBox {
  return held({ ...box, x: box.x + dx, y: box.y + dy }, floor);
}

/** A seat in the middle, close enough to read its name. */
export function around(place: { x: number; y: number }, floor: Size): ViewBox {
  const width = Math.min(floor.width, 12);
  const height = (width * floor.height) / floor.width;
  return held(
    { x: place.x + 0.5 - width / 2, y: place.y + 0.5 - height / 2, width, height },
    floor,
  );
}

function held(box: ViewBox, floor: Size): ViewBox {
  const within = (start: number, length: number, side: number) =>
    Math.min(Math.max(start, -length / 2), side - length / 2);
  return {
    ...box,
    x: within(box.x, box.width, floor.width),
    y: within(box.y, box.height, floor.height),
  };
}
