/**
 * Where a floor is drawn: seats from the list to their places, in rows, turned, in zones.
 *
 * Room:  pages/seat-editor.
 * Holds: nothing is kept until it is saved; what would change is said beside the button; a plan that
 *        somebody else changed meanwhile is never overwritten.
 */
import { Button, Input, InputNumber } from "antd";
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { useParams } from "react-router";
import { useChangeFloor, useFloor } from "../../api/seats";
import type { Floor, FloorLayout, PlacedSeat, SeatRow } from "../../api/views";
import { useText } from "../../i18n/language";
import { useFollowed } from "../../live/follow";
import { Link } from "../../parts/Link";
import { useLeaveWarning } from "../../parts/leave-warning";
import { PageHead } from "../../parts/Page";
import { Failure, Loading } from "../../parts/states";
import { Shape } from "../seats/SeatPlan";
import * as moves from "./plan-moves";
import "../seats/seats.css";
import "./seat-editor.css";

export function SeatEditorPage() {
  const text = useText();
  const { floor: id = "" } = useParams();
  const floor = useFloor(id);
  const followed = useFollowed("seats");
  return (
    <>
      {!floor.data && <PageHead title={text("seat_editor.title")} />}
      {floor.error && <Failure error={floor.error} onRetry={() => floor.refetch()} />}
      {floor.isPending && <Loading rows={10} />}
      {floor.data && <Editor id={id} floor={floor.data} rows={followed.view?.rows ?? {}} />}
    </>
  );
}

type EditorProps = { id: string; floor: Floor; rows: Record<string, SeatRow> };

function Editor({ id, floor, rows }: EditorProps) {
  const text = useText();
  const [name, setName] = useState(floor.name ?? "");
  const [kept, setKept] = useState({ layout: floor.layout, name, revision: floor.revision });
  const [past, setPast] = useState<FloorLayout[]>([]);
  const [future, setFuture] = useState<FloorLayout[]>([]);
  const [layout, setLayout] = useState(floor.layout);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [said, setSaid] = useState("");
  const save = useChangeFloor(id);
  const change = moves.differences(kept.layout, layout);
  const isChanged =
    name.trim() !== kept.name || JSON.stringify(layout) !== JSON.stringify(kept.layout);
  useLeaveWarning(isChanged);
  const apply = (next: FloorLayout | null) => {
    setSaid(next ? "" : text("seat_editor.no_room"));
    if (!next) return;
    setPast([...past, layout]);
    setFuture([]);
    setLayout(next);
  };
  const undo = () => {
    const before = past.at(-1);
    if (!before) return;
    setPast(past.slice(0, -1));
    setFuture([layout, ...future]);
    setLayout(before);
  };
  const redo = () => {
    const [next, ...rest] = future;
    if (!next) return;
    setFuture(rest);
    setPast([...past, layout]);
    setLayout(next);
  };
  const press = (event: KeyboardEvent) => {
    const letter = event.key.toLowerCase();
    if (!event.ctrlKey && !event.metaKey) return;
    if (letter === "z" && !event.shiftKey) undo();
    else if (letter === "y" || letter === "z") redo();
    else return;
    event.preventDefault();
  };
  const send = () =>
    save.mutate(
      { name: name.trim(), layout, revision: kept.revision },
      {
        onSuccess: ({ floor: now }) =>
          setKept({ layout, name: name.trim(), revision: now.revision }),
      },
    );
  const placed = new Set(layout.seats.map((seat) => seat.seat));
  const known = [...floor.unplaced, ...floor.layout.seats.map((seat) => seat.seat)];
  const unplaced = known.filter((seat) => !placed.has(seat));
  const nameOf = (seat: number) => rows[seat]?.name ?? String(seat);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Ctrl+Z works wherever the focus is
    <div onKeyDown={press}>
      <PageHead title={text("seat_editor.title")}>
        <Link to={`/seats?floor=${id}`}>{text("seat_editor.back")}</Link>
        <span className="spread" />
        <span className="second" role="status">
          {isChanged ? text("seat_editor.changes", change) : text("editor.saved")}
        </span>
        <Button type="primary" onClick={send} loading={save.isPending} disabled={!isChanged}>
          {text("action.save")}
        </Button>
      </PageHead>
      {save.error && <Failure error={save.error} />}
      <div className="seats-plan">
        <EditCanvas
          layout={layout}
          chosen={chosen}
          nameOf={nameOf}
          onChoose={setChosen}
          onApply={apply}
        />
        <aside className="panel stack seat-tools">
          <label htmlFor="floor-name">
            {text("editor.name")}
            <Input
              id="floor-name"
              value={name}
              maxLength={100}
              onChange={(event) => setName(event.target.value)}
            />
          </label>
          <SizeFields layout={layout} onApply={apply} />
          <div className="seat-buttons">
            <Button onClick={undo} disabled={past.length === 0}>
              {text("seat_editor.undo")}
            </Button>
            <Button onClick={redo} disabled={future.length === 0}>
              {text("seat_editor.redo")}
            </Button>
          </div>
          <p role="status">{said || text("seat_editor.chosen", { count: chosen.size })}</p>
          {chosen.size > 0 && <ChosenTools layout={layout} chosen={chosen} onApply={apply} />}
          <Unplaced layout={layout} seats={unplaced} nameOf={nameOf} onApply={apply} />
        </aside>
      </div>
      <p className="second">{text("seat_editor.keys")}</p>
    </div>
  );
}

type ToolProps = { layout: FloorLayout; onApply: (next: FloorLayout | null) => void };

function SizeFields({ layout, onApply }: ToolProps) {
  const text = useText();
  return (
    <div className="seat-buttons">
      <label htmlFor="floor-width">
        {text("seat_editor.width")}
        <InputNumber<number>
          id="floor-width"
          min={1}
          max={400}
          value={layout.width}
          onChange={(width) => width && onApply(moves.sized(layout, width, layout.height))}
        />
      </label>
      <label htmlFor="floor-height">
        {text("seat_editor.height")}
        <InputNumber<number>
          id="floor-height"
          min={1}
          max={400}
          value={layout.height}
          onChange={(height) => height && onApply(moves.sized(layout, layout.width, height))}
        />
      </label>
    </div>
  );
}

function ChosenTools({ layout, chosen, onApply }: ToolProps & { chosen: ReadonlySet<number> }) {
  const text = useText();
  const [zone, setZone] = useState("");
  return (
    <div className="stack">
      <div className="seat-buttons">
        <Button onClick={() => onApply(moves.turn(layout, chosen))}>
          {text("seat_editor.turn")}
        </Button>
        <Button onClick={() => onApply(moves.align(layout, chosen))}>
          {text("seat_editor.align")}
        </Button>
        <Button danger onClick={() => onApply(moves.takeOff(layout, chosen))}>
          {text("seat_editor.take_off")}
        </Button>
      </div>
      <label htmlFor="seat-zone">
        {text("seats.zone")}
        <Input
          id="seat-zone"
          value={zone}
          maxLength={100}
          onChange={(event) => setZone(event.target.value)}
        />
      </label>
      <Button onClick={() => onApply(moves.setZone(layout, chosen, zone.trim() || null))}>
        {text("seat_editor.set_zone")}
      </Button>
    </div>
  );
}

type UnplacedProps = ToolProps & { seats: number[]; nameOf: (seat: number) => string };

/** Seats that stand nowhere: dragged to the plan, or placed by a press, alone or as a row. */
function Unplaced({ layout, seats, nameOf, onApply }: UnplacedProps) {
  const text = useText();
  const [length, setLength] = useState(8);
  if (seats.length === 0) return <p className="second">{text("seat_editor.all_placed")}</p>;
  return (
    <div className="stack">
      <label htmlFor="row-length">
        {text("seat_editor.row")}
        <InputNumber<number>
          id="row-length"
          min={1}
          max={100}
          value={length}
          onChange={(value) => value && setLength(value)}
        />
      </label>
      <Button onClick={() => onApply(moves.placeRow(layout, seats.slice(0, length)))}>
        {text("seat_editor.place_row")}
      </Button>
      <h2 className="seat-heading">{text("seat_editor.unplaced")}</h2>
      <div className="seat-buttons seat-unplaced">
        {seats.map((seat) => (
          <Button
            key={seat}
            size="small"
            draggable
            data-unplaced={nameOf(seat)}
            onDragStart={(event) => event.dataTransfer.setData("text/plain", String(seat))}
            onClick={() => onApply(moves.placeRow(layout, [seat]))}
          >
            {nameOf(seat)}
          </Button>
        ))}
      </div>
    </div>
  );
}

type CanvasProps = ToolProps & {
  chosen: ReadonlySet<number>;
  nameOf: (seat: number) => string;
  onChoose: (chosen: ReadonlySet<number>) => void;
};

const arrows: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function EditCanvas({ layout, chosen, nameOf, onChoose, onApply }: CanvasProps) {
  const text = useText();
  const drawing = useRef<SVGSVGElement>(null);
  const [drag, setDrag] = useState<{ from: { x: number; y: number }; dx: number; dy: number }>();
  const placeOf = (event: { clientX: number; clientY: number }) => {
    const matrix = drawing.current?.getScreenCTM()?.inverse();
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
  };
  const take = (event: PointerEvent, seat: PlacedSeat) => {
    const next = new Set(event.shiftKey || chosen.has(seat.seat) ? chosen : []);
    next.add(seat.seat);
    onChoose(next);
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ from: placeOf(event), dx: 0, dy: 0 });
  };
  const move = (event: PointerEvent) => {
    if (!drag) return;
    const now = placeOf(event);
    setDrag({
      ...drag,
      dx: Math.round(now.x - drag.from.x),
      dy: Math.round(now.y - drag.from.y),
    });
  };
  const drop = () => {
    if (drag && (drag.dx || drag.dy)) onApply(moves.shift(layout, chosen, drag.dx, drag.dy));
    setDrag(undefined);
  };
  const press = (event: KeyboardEvent, seat: PlacedSeat) => {
    const among = chosen.has(seat.seat) ? chosen : new Set([seat.seat]);
    const arrow = arrows[event.key];
    if (event.key !== "Tab" && event.key !== " ") onChoose(among);
    if (arrow) onApply(moves.shift(layout, among, ...arrow));
    else if (event.key === "Delete") onApply(moves.takeOff(layout, among));
    else if (event.key.toLowerCase() === "r") onApply(moves.turn(layout, among));
    else if (event.key === " ") onChoose(toggled(chosen, seat.seat));
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: there are no fieldsets of drawings
    <svg
      ref={drawing}
      className="plan plan-edit"
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      role="group"
      aria-label={text("seats.plan")}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        const seat = Number(event.dataTransfer.getData("text/plain"));
        const { x, y } = placeOf(event);
        onApply(moves.placeAt(layout, [seat], Math.floor(x), Math.floor(y)));
      }}
    >
      <rect className="plan-ground" width={layout.width} height={layout.height} />
      {layout.shapes.map((shape) => (
        <Shape key={JSON.stringify(shape)} shape={shape} />
      ))}
      {layout.seats.map((seat) => {
        const isChosen = chosen.has(seat.seat);
        const [dx, dy] = isChosen && drag ? [drag.dx, drag.dy] : [0, 0];
        const place = { seat: nameOf(seat.seat), column: seat.x + 1, row: seat.y + 1 };
        return (
          // biome-ignore lint/a11y/useSemanticElements: there are no buttons in a drawing
          <g
            key={seat.seat}
            role="button"
            tabIndex={0}
            className={isChosen ? "plan-seat chosen" : "plan-seat"}
            transform={`translate(${seat.x + dx} ${seat.y + dy})`}
            aria-label={text("seat_editor.seat_at", place)}
            aria-pressed={isChosen}
            data-edit={nameOf(seat.seat)}
            onPointerDown={(event) => take(event, seat)}
            onPointerMove={move}
            onPointerUp={drop}
            onPointerCancel={() => setDrag(undefined)}
            onKeyDown={(event) => press(event, seat)}
          >
            <rect className="plan-desk" x="0.06" y="0.06" width="0.88" height="0.88" rx="0.12" />
            <path
              className="plan-edge"
              d="M0.2 0.06H0.8"
              transform={`rotate(${seat.turn} 0.5 0.5)`}
            />
            <text className="plan-name" x="0.5" y="0.5">
              {nameOf(seat.seat)}
            </text>
            <text className="plan-name" x="0.5" y="0.75">
              {(seat.zone ?? "").slice(0, 5)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function toggled(chosen: ReadonlySet<number>, seat: number): ReadonlySet<number> {
  const next = new Set(chosen);
  if (!next.delete(seat)) next.add(seat);
  return next;
}
