/** One queue: what is now, its figures, the five definitions side by side, who waits, its contacts. */
import { useBelowSince, useZone } from "../../api/queries";
import type { Figures, QueueView, Span } from "../../api/views";
import { rate } from "../../format/numbers";
import { day, minute } from "../../format/times";
import { useText } from "../../i18n/language";
import { usePast } from "../../live/past";
import { severityOfShortfall, severityOfWait } from "../../live/severity";
import { Curve } from "../../parts/Curve";
import { FiguresOf } from "../../parts/Figures";
import { Tile } from "../../parts/Measure";
import { useIsNarrow } from "../../parts/screen";
import { FigureWindows } from "../overview/FigureWindows";
import { ContactTable } from "./ContactTable";
import { DefinitionsPanel } from "./DefinitionsPanel";
import { MembersPanel } from "./MembersPanel";
import { WaitingPanel } from "./WaitingPanel";
import { WaitsPanel } from "./WaitsPanel";
import "./queue.css";

/** `moment` null is now. */
export function QueueBoard({ view, moment }: { view: QueueView; moment: string | null }) {
  const text = useText();
  const zone = useZone();
  const isNarrow = useIsNarrow();
  const { definition, attribution: by } = view;
  const scope = { kind: "queue" as const, id: String(view.id) };
  return (
    <FiguresOf value={{ definition, by, moment, scope }}>
      <div className="queue">
        <div className="stack">
          <NowTiles view={view} />
          {isNarrow && <WaitingPanel contacts={view.contacts} definition={view.definition} />}
          <FigureWindows figures={spansOf(view)} />
          <section className="panel" aria-label={text("curve.title")}>
            <Curve
              of={{ queue: String(view.id), slice: null }}
              day={moment && day(moment, zone)}
              by={by}
              target={view.definition.target}
              until={moment}
            />
          </section>
          <WaitsPanel waits={view.waits} definition={view.definition} />
          <ContactTable queue={String(view.id)} moment={moment} />
        </div>
        <div className="stack">
          {!isNarrow && <WaitingPanel contacts={view.contacts} definition={view.definition} />}
          <DefinitionsPanel levels={view.service_levels} definition={view.definition} />
          <MembersPanel members={view.members} />
        </div>
      </div>
    </FiguresOf>
  );
}

/** The sliding windows, and the running intervals by the attribution of the board. */
function spansOf(view: QueueView): Partial<Record<Span, Figures>> & { today: Figures } {
  const { today, last_5m, last_15m, last_30m, intervals, attribution } = view;
  const { m5, m15, m30, m60 } = intervals;
  const running = { m5: m5[attribution], m15: m15[attribution] };
  const longer = { m30: m30[attribution], m60: m60[attribution] };
  return { today, last_5m, last_15m, last_30m, ...running, ...longer };
}

function NowTiles({ view }: { view: QueueView }) {
  const text = useText();
  const { definition, last_15m, today } = view;
  const since = useBelow(view);
  return (
    <section className="tiles queue-now" aria-label={text("window.now")}>
      <Tile
        measure="service_level"
        window="last_15m"
        size="large"
        value={last_15m.service_level}
        severity={severityOfShortfall(last_15m.service_level, definition.target)}
        note={
          <>
            {text("overview.level_note", {
              today: rate(today.service_level),
              target: rate(definition.target),
            })}
            {since && <b className="below-since">{since}</b>}
          </>
        }
      />
      <Tile measure="waiting" window="now" size="large" value={view.waiting} />
      <Tile
        measure="longest_wait_ms"
        window="now"
        size="large"
        value={view.longest_wait_ms}
        severity={severityOfWait(view.longest_wait_ms, definition.threshold_s)}
        note={text("overview.threshold_note", { threshold: definition.threshold_s })}
      />
      <Tile
        measure="available"
        window="now"
        size="large"
        value={view.available}
        note={text("queue.staffed_note", { staffed: view.staffed })}
      />
    </section>
  );
}

/** Since when it has been below its target, in words. */
function useBelow(view: QueueView): string | null {
  const text = useText();
  const zone = useZone();
  const id = String(view.id);
  const since = useBelowSince([id], view.attribution, usePast()).data?.[id];
  return since ? text("queue.below_since", { time: minute(since, zone) }) : null;
}
