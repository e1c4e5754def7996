/**
 * A page as it will stand on the wall, with blocks that can be taken by hand or by key.
 *
 * Room:  pages/wall-editor.
 * Holds: arrows move a block, with Shift they size it, Delete removes it: whatever the pointer does,
 *        keys do; each move is said aloud.
 */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import type { WallBlock, WallPage, WallView } from "../../api/views";
import { useText } from "../../i18n/language";
import { ClockOf } from "../../live/clock";
import { ThemeScope } from "../../theme/ThemeScope";
import { Block, placeOf as styleOf } from "../wall/Block";
import { kindNames } from "../wall/wall-words";
import { columns, isFree, type Place, placeOf, put, rows, size, step } from "./layout-moves";
import "../wall/wall.css";

type Props = {
  page: WallPage;
  view: WallView | null;
  chosen: number | null;
  onChoose: (id: number | null) => void;
  onChange: (page: WallPage) => void;
  onRemove: (id: number) => void;
};

type Drag = { id: number; isSizing: boolean; from: { x: number; y: number }; place: Place };

const arrows: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function Canvas({ page, view, chosen, onChoose, onChange, onRemove }: Props) {
  const text = useText();
  const grid = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const [said, setSaid] = useState("");
  const apply = (next: WallPage | null, id: number) => {
    const block = next?.blocks.find((one) => one.id === id);
    setSaid(block ? words(block) : text("editor.no_room"));
    if (next) onChange(next);
  };
  const words = (block: WallBlock) =>
    text("editor.block_at", {
      kind: text(kindNames[block.kind]),
      column: block.x + 1,
      row: block.y + 1,
      width: block.width,
      height: block.height,
    });
  const press = (event: KeyboardEvent, block: WallBlock) => {
    const direction = arrows[event.key];
    if (event.key === "Delete" || event.key === "Backspace") onRemove(block.id);
    else if (direction)
      apply((event.shiftKey ? size : step)(page, block.id, ...direction), block.id);
    else return;
    event.preventDefault();
  };
  const take = (event: PointerEvent, block: WallBlock) => {
    onChoose(block.id);
    const isSizing = event.target instanceof Element && event.target.matches(".editor-corner");
    event.currentTarget.setPointerCapture(event.pointerId);
    const from = { x: event.clientX, y: event.clientY };
    setDrag({ id: block.id, isSizing, from, place: placeOf(block) });
  };
  const move = (event: PointerEvent, block: WallBlock) => {
    if (drag?.id !== block.id || !grid.current) return;
    const cell = { x: grid.current.clientWidth / columns, y: grid.current.clientHeight / rows };
    const dx = Math.round((event.clientX - drag.from.x) / cell.x);
    const dy = Math.round((event.clientY - drag.from.y) / cell.y);
    const place = drag.isSizing
      ? { ...placeOf(block), width: block.width + dx, height: block.height + dy }
      : { ...placeOf(block), x: block.x + dx, y: block.y + dy };
    setDrag({ ...drag, place });
  };
  const drop = (block: WallBlock) => {
    if (!drag) return;
    setDrag(null);
    const stayed = JSON.stringify(drag.place) === JSON.stringify(placeOf(block));
    if (!stayed) apply(put(page, block.id, drag.place), block.id);
  };
  return (
    <ThemeScope name="wall" className="editor-screen">
      <ClockOf at={view?.at ?? new Date(0).toISOString()} receivedAt={null}>
        <div className="wall">
          <div className="wall-inner">
            <div className="editor-top wall-label">{text("attention.title")}</div>
            <div ref={grid} className="wall-grid editor-grid">
              {page.blocks.map((block) => (
                // biome-ignore lint/a11y/useSemanticElements: a button may hold no headings and tables
                <div
                  key={block.id}
                  role="button"
                  tabIndex={0}
                  aria-label={words(block)}
                  aria-pressed={block.id === chosen}
                  className={block.id === chosen ? "editor-block chosen" : "editor-block"}
                  style={styleOf(block)}
                  data-edit={block.id}
                  onFocus={() => onChoose(block.id)}
                  onKeyDown={(event) => press(event, block)}
                  onPointerDown={(event) => take(event, block)}
                  onPointerMove={(event) => move(event, block)}
                  onPointerUp={() => drop(block)}
                  onPointerCancel={() => setDrag(null)}
                >
                  <div className="editor-inside" aria-hidden="true" inert>
                    <Preview block={block} view={view} />
                  </div>
                  <span className="editor-corner" aria-hidden="true" />
                </div>
              ))}
              {drag && <Ghost drag={drag} page={page} />}
            </div>
          </div>
        </div>
      </ClockOf>
      <p role="status" aria-live="polite" className="only-heard">
        {said}
      </p>
    </ThemeScope>
  );
}

/** Where the block would come to lie, and whether it may. */
function Ghost({ drag, page }: { drag: Drag; page: WallPage }) {
  const { place } = drag;
  const isShown = place.x >= 0 && place.y >= 0 && place.width > 0 && place.height > 0;
  if (!isShown || place.x >= columns || place.y >= rows) return null;
  const canDrop = isFree(page, place, drag.id);
  const style = {
    gridColumn: `${place.x + 1} / span ${Math.min(place.width, columns - place.x)}`,
    gridRow: `${place.y + 1} / span ${Math.min(place.height, rows - place.y)}`,
  };
  return <div className={canDrop ? "editor-ghost" : "editor-ghost taken"} style={style} />;
}

/** The block with what is known of it; a new one has figures once the board is saved. */
function Preview({ block, view }: { block: WallBlock; view: WallView | null }) {
  const text = useText();
  const at = { ...block, x: 0, y: 0 };
  if (!view) return <p className="wall-nothing">{text(kindNames[block.kind])}</p>;
  const kept = view.board?.layout.pages.flatMap((page) => page.blocks);
  const isKept = kept?.some(
    (one) =>
      one.id === block.id &&
      one.kind === block.kind &&
      one.scope === block.scope &&
      (one.measure ?? null) === (block.measure ?? null) &&
      (one.span ?? null) === (block.span ?? null),
  );
  const parts = isKept ? view.parts : {};
  return <Block block={at} shown={{ view: { ...view, parts }, curves: {} }} />;
}
