/**
 * A floor drawn: walls, zones, and every seat with what goes on there.
 *
 * Room:  pages/seats.
 * Holds: what the mouse does, keys and fingers do; a seat says its state by colour and by shape; names
 *        show once there is room to read them.
 */
import { Button } from "antd";
import { memo, type PointerEvent, useEffect, useRef, useState } from "react";
import type { Floor, PlacedSeat, PlanShape, SeatRow } from "../../api/views";
import { useText } from "../../i18n/language";
import { seatShape } from "../../parts/Mark";
import { useWidth } from "../../parts/screen";
import { seatLabel } from "./seat-words";
import { around, moved, wholeFloor, zoomed } from "./view-box";

type Props = {
  floor: Floor;
  rows: Record<string, SeatRow>;
  chosen: number | null;
  isMarked?: (row: SeatRow) => boolean;
  /** A colour per seat laid over the plan, 0 to 1. */
  heat?: (seat: number) => number | null;
  onChoose: (seat: number | null) => void;
};

/** Grid units in sight at which names become readable; a phone shows fewer units for the same size. */
const readable = 34;

export function SeatPlan({ floor, rows, chosen, isMarked, heat, onChoose }: Props) {
  const text = useText();
  const { layout } = floor;
  const drawing = useRef<SVGSVGElement>(null);
  const [box, setBox] = useState(() => wholeFloor(layout));
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const width = useWidth();
  const hasNames = (Math.min(width, 1400) / box.width) * readable > 1200;
  useEffect(() => {
    const place = layout.seats.find((placed) => placed.seat === chosen);
    if (place) setBox((before) => (isSeen(place, before) ? before : around(place, layout)));
  }, [chosen, layout]);
  useEffect(() => {
    const svg = drawing.current;
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const frame = (event.currentTarget as Element).getBoundingClientRect();
      const at = {
        x: (event.clientX - frame.left) / frame.width,
        y: (event.clientY - frame.top) / frame.height,
      };
      setBox((before) => zoomed(before, event.deltaY > 0 ? 1.15 : 1 / 1.15, at, layout));
    };
    svg?.addEventListener("wheel", wheel, { passive: false });
    return () => svg?.removeEventListener("wheel", wheel);
  }, [layout]);
  const middle = { x: 0.5, y: 0.5 };
  const zoom = (factor: number) => setBox((before) => zoomed(before, factor, middle, layout));
  const pan = (dx: number, dy: number) =>
    setBox((before) => moved(before, dx * before.width, dy * before.height, layout));
  const keys: Record<string, () => void> = {
    ArrowLeft: () => pan(-0.1, 0),
    ArrowRight: () => pan(0.1, 0),
    ArrowUp: () => pan(0, -0.1),
    ArrowDown: () => pan(0, 0.1),
    "+": () => zoom(1 / 1.3),
    "=": () => zoom(1 / 1.3),
    "-": () => zoom(1.3),
    "0": () => setBox(wholeFloor(layout)),
  };
  const drag = (event: PointerEvent<SVGSVGElement>) => {
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const frame = event.currentTarget.getBoundingClientRect();
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    fingers.current.set(event.pointerId, now);
    if (other) {
      const factor = distance(before, other) / Math.max(1, distance(now, other));
      const at = {
        x: ((now.x + other.x) / 2 - frame.left) / frame.width,
        y: ((now.y + other.y) / 2 - frame.top) / frame.height,
      };
      setBox((seen) => zoomed(seen, factor, at, layout));
    } else {
      pan((before.x - now.x) / frame.width, (before.y - now.y) / frame.height);
    }
  };
  const letGo = (event: PointerEvent) => fingers.current.delete(event.pointerId);
  return (
    <div className="plan-frame">
      {/* biome-ignore lint/a11y/useSemanticElements: there are no fieldsets of drawings */}
      <svg
        ref={drawing}
        className="plan"
        viewBox={`${box.x} ${box.y} ${box.width} ${box.height}`}
        style={{ aspectRatio: `${layout.width} / ${layout.height}` }}
        role="group"
        aria-label={text("seats.plan")}
        aria-describedby="plan-keys"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys move and zoom it
        tabIndex={0}
        onKeyDown={(event) => {
          const act = keys[event.key];
          if (!act) return;
          act();
          event.preventDefault();
        }}
        onPointerDown={(event) =>
          fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY })
        }
        onPointerMove={drag}
        onPointerUp={letGo}
        onPointerCancel={letGo}
        onPointerLeave={letGo}
      >
        <rect className="plan-ground" width={layout.width} height={layout.height} rx="0.3" />
        {layout.shapes.map((shape) => (
          <Shape key={JSON.stringify(shape)} shape={shape} />
        ))}
        {layout.seats.map((placed) => {
          const row = rows[placed.seat];
          if (!row) return null;
          return (
            <Seat
              key={placed.seat}
              placed={placed}
              row={row}
              label={seatLabel(row, text)}
              heat={heat ? (heat(placed.seat) ?? -1) : null}
              isChosen={placed.seat === chosen}
              isMarked={isMarked?.(row) ?? false}
              hasName={hasNames}
              onChoose={onChoose}
            />
          );
        })}
      </svg>
      <div className="plan-buttons">
        <Button aria-label={text("seats.zoom_in")} onClick={() => zoom(1 / 1.4)}>
          +
        </Button>
        <Button aria-label={text("seats.zoom_out")} onClick={() => zoom(1.4)}>
          −
        </Button>
        <Button onClick={() => setBox(wholeFloor(layout))}>{text("seats.zoom_all")}</Button>
      </div>
      <p id="plan-keys" className="second plan-keys">
        {text("seats.keys")}
      </p>
    </div>
  );
}

const distance = (one: { x: number; y: number }, other: { x: number; y: number }) =>
  Math.hypot(one.x - other.x, one.y - other.y);

function isSeen(
  place: PlacedSeat,
  box: { x: number; y: number; width: number; height: number },
): boolean {
  const { x, y } = place;
  return x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height;
}

export function Shape({ shape }: { shape: PlanShape }) {
  const { kind, x, y, width, height, text } = shape;
  return (
    <>
      <rect className={`plan-${kind}`} x={x} y={y} width={width} height={height} rx="0.1" />
      {text && (
        <text className="plan-text" x={x + 0.15} y={y + 0.5}>
          {text}
        </text>
      )}
    </>
  );
}

/** As much of a name as a desk is wide: five Chinese characters or nine letters, without brackets. */
function shortName(name: string): string {
  const bare = name.split(/[（(]/)[0] ?? name;
  return bare.slice(0, /[\u2e80-\uffff]/.test(bare) ? 5 : 9);
}

type SeatProps = {
  placed: PlacedSeat;
  row: SeatRow;
  label: string;
  /** -1: nothing measured. */
  heat: number | null;
  isChosen: boolean;
  isMarked: boolean;
  hasName: boolean;
  onChoose: (seat: number) => void;
};

const Seat = memo(function Seat(props: SeatProps) {
  const { placed, row, label, heat, isChosen, isMarked, hasName, onChoose } = props;
  const { path, colour } = seatShape(row);
  const classes = ["plan-seat", isChosen && "chosen", isMarked && "marked"].filter(Boolean);
  return (
    // biome-ignore lint/a11y/useSemanticElements: there are no buttons in a drawing
    <g
      className={classes.join(" ")}
      transform={`translate(${placed.x} ${placed.y})`}
      role="button"
      tabIndex={-1}
      aria-label={label}
      data-seat={row.name}
      data-state={row.state}
      onClick={() => onChoose(placed.seat)}
      onKeyDown={(event) => event.key === "Enter" && onChoose(placed.seat)}
    >
      <title>{label}</title>
      <rect className="plan-desk" x="0.06" y="0.06" width="0.88" height="0.88" rx="0.12" />
      {heat !== null && heat >= 0 && (
        <rect
          className="plan-heat"
          x="0.06"
          y="0.06"
          width="0.88"
          height="0.88"
          rx="0.12"
          style={{ opacity: 0.08 + heat * 0.85 }}
        />
      )}
      <path className="plan-edge" d="M0.2 0.06H0.8" transform={`rotate(${placed.turn} 0.5 0.5)`} />
      {heat === null && (
        <path
          d={path}
          fill={`var(--${colour})`}
          fillRule="evenodd"
          transform={
            hasName ? "translate(0.34 0.16) scale(0.02)" : "translate(0.26 0.26) scale(0.03)"
          }
        />
      )}
      {hasName && (
        <>
          <text className="plan-name" x="0.5" y="0.66">
            {shortName(row.agent_name ?? row.name)}
          </text>
          <text className="plan-name" x="0.5" y="0.85">
            {row.agent_name ? row.name : ""}
          </text>
        </>
      )}
    </g>
  );
});
