/**
 * Everybody as tiles, by team or by site: colour and shape say what each one does.
 *
 * Room:  pages/agents. Only the lines near the screen are in the document, so 5 000 people cost as
 *        much as a screen of them.
 * Holds: pointer and press are heard once, by the grid; a tile is drawn anew only when its row changed.
 */
import { memo, type PointerEvent, useMemo, useRef } from "react";
import type { AgentRow, AgentState } from "../../api/views";
import { useText } from "../../i18n/language";
import { stateNames, stateText } from "../../parts/agent-words";
import { StateMark } from "../../parts/Mark";
import { useElementWidth } from "../../parts/screen";
import { useVisibleRows } from "../../parts/visible-rows";
import type { Density } from "../../theme/scale";
import { useGlance } from "./Glance";
import { countOf, type GridGroup, gridLines, type Line } from "./grid-lines";
import type { Thresholds } from "./limits";
import { Stay } from "./Stay";

/** Pixels: the least width of a tile, and the height of a line with the gap below it. */
const sizes: Record<Density, { width: number; height: number }> = {
  comfortable: { width: 128, height: 48 },
  compact: { width: 104, height: 32 },
};

type Props = {
  rows: Record<string, AgentRow>;
  order: string[];
  by: GridGroup;
  density: Density;
  thresholds: Thresholds;
  onHold: (isHeld: boolean) => void;
};

export function AgentGrid({ rows, order, by, density, thresholds, onHold }: Props) {
  const text = useText();
  const body = useRef<HTMLDivElement>(null);
  const glance = useGlance();
  const width = useElementWidth(body);
  const { width: least, height } = sizes[density];
  const perLine = Math.max(1, Math.floor((width - 16) / least));
  const lines = useMemo(() => gridLines(rows, order, by, perLine), [rows, order, by, perLine]);
  const { first, last } = useVisibleRows(body, lines.length, height);
  const agentAt = (event: PointerEvent | React.MouseEvent) =>
    (event.target as Element).closest<HTMLElement>("[data-agent]");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears for its buttons
    <div
      ref={body}
      className={`grid-of-agents ${density}`}
      onPointerEnter={() => onHold(true)}
      onPointerLeave={() => {
        onHold(false);
        glance.leave();
      }}
      onPointerOver={(event) => {
        const tile = agentAt(event);
        if (event.pointerType !== "mouse") return;
        if (tile?.dataset.agent) glance.rest(tile.dataset.agent, tile);
        else glance.leave();
      }}
      onClick={(event) => {
        const tile = agentAt(event);
        if (tile?.dataset.agent) glance.press(tile.dataset.agent, tile);
      }}
      onKeyDown={(event) => event.key === "Escape" && glance.leave()}
    >
      <section
        aria-label={text("nav.agents")}
        style={{
          paddingTop: first * height,
          paddingBottom: Math.max(lines.length - last, 0) * height,
        }}
      >
        {lines.slice(first, last).map((line) =>
          line.kind === "head" ? (
            <Head key={line.key} line={line} rows={rows} height={height} />
          ) : (
            <div
              key={line.key}
              className="tile-line"
              style={{ height, gridTemplateColumns: `repeat(${perLine}, minmax(0, 1fr))` }}
            >
              {line.members.map((key) => {
                const row = rows[key];
                return (
                  row && (
                    <Tile
                      key={key}
                      id={key}
                      agent={row}
                      thresholds={thresholds}
                      isCompact={density === "compact"}
                    />
                  )
                );
              })}
            </div>
          ),
        )}
      </section>
    </div>
  );
}

type HeadProps = {
  line: Extract<Line, { kind: "head" }>;
  rows: Record<string, AgentRow>;
  height: number;
};

const shownStates: AgentState[] = [
  "available",
  "ringing",
  "talking",
  "holding",
  "after_contact_work",
  "not_ready",
  "signed_out",
];

function Head({ line, rows, height }: HeadProps) {
  const text = useText();
  const counts = countOf(rows, line.members);
  return (
    <h2 className="tile-head" style={{ height }}>
      <span className="tile-group">{line.name === "" ? text("group.without") : line.name}</span>
      <span className="numbers tile-counts">
        {text("agents.people", { count: line.members.length })}
        {shownStates.map(
          (state) =>
            counts[state] !== undefined && (
              <span key={state} title={text(stateNames[state])}>
                <StateMark state={state} /> {counts[state]}
                <span className="only-heard"> {text(stateNames[state])}</span>
              </span>
            ),
        )}
      </span>
    </h2>
  );
}

type TileProps = { id: string; agent: AgentRow; thresholds: Thresholds; isCompact: boolean };

export const Tile = memo(function Tile({ id, agent, thresholds, isCompact }: TileProps) {
  const text = useText();
  return (
    <button type="button" className={`agent-tile is-${agent.state}`} data-agent={id}>
      <StateMark state={agent.state} />
      <span className="tile-name-of">{agent.name}</span>
      <span className="only-heard">{stateText(agent.state, agent.reason, text)}</span>
      {!isCompact && agent.state !== "signed_out" && (
        <span className="tile-stay numbers">
          <Stay agent={agent} thresholds={thresholds} />
        </span>
      )}
    </button>
  );
});
