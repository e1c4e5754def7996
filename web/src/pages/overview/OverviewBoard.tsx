/**
 * The centre in one look: what is now, what needs somebody first, how the day went.
 *
 * Room:  pages; drawn from a live view and, unchanged, from a replayed one.
 */

import type { Overview, SliceKind, SliceView } from "../../api/views";
import { rate } from "../../format/numbers";
import { type Key, useText } from "../../i18n/language";
import { severityOfShortfall, severityOfWait } from "../../live/severity";
import { Curve } from "../../parts/Curve";
import { FiguresOf } from "../../parts/Figures";
import { Link } from "../../parts/Link";
import { Tile } from "../../parts/Measure";
import { useIsNarrow } from "../../parts/screen";
import { Empty } from "../../parts/states";
import { QueueTable } from "../queues/QueueTable";
import { AttentionList } from "./AttentionList";
import { FigureWindows } from "./FigureWindows";
import { PeoplePanel } from "./PeoplePanel";
import { WorkPanel } from "./WorkPanel";
import "./overview.css";

/** `day` null is today; a replayed board shows the curve of its own day. */
export function OverviewBoard({ view, day }: { view: Overview; day: string | null }) {
  const text = useText();
  const isNarrow = useIsNarrow();
  const { definition, attribution: by } = view;
  const slice = view.of ? { kind: view.of.kind, id: String(view.of.id) } : null;
  const people = peopleSearch(view.of ?? null);
  const common = { definition, by, moment: day ? view.at : null, scope: slice, people };
  const attention = {
    queues: view.queues,
    definition,
    overrun: view.people?.overrun ?? 0,
    search: people,
  };
  const hasQueues = Object.keys(view.queues).length > 0;
  if (!hasQueues && slice === null) {
    return (
      <Empty title={text("overview.first_use")} hint={text("overview.first_use_hint")}>
        <Link to="/sources">{text("action.to_sources")}</Link>
      </Empty>
    );
  }
  return (
    <FiguresOf value={common}>
      <div className="overview">
        <div className="stack">
          <NowTiles view={view} />
          {isNarrow && hasQueues && <AttentionList {...attention} />}
          {view.is_counted && <FigureWindows figures={view} />}
          {!view.is_counted && view.work && <WorkPanel work={view.work} search={people} />}
          {view.is_counted && (
            <section className="panel" aria-label={text("curve.title")}>
              <Curve
                of={{ queue: null, slice }}
                day={day}
                by={by}
                target={view.definition.target}
                until={day ? view.at : null}
              />
            </section>
          )}
          {!view.is_counted && slice && <p className="second">{text(notCounted[slice.kind])}</p>}
        </div>
        <div className="stack">
          {!isNarrow && hasQueues && <AttentionList {...attention} />}
          <PeoplePanel people={view.people ?? null} seats={view.seats ?? null} search={people} />
        </div>
        {!isNarrow && hasQueues && (
          <section className="overview-queues">
            <h2>{text("nav.queues")}</h2>
            <QueueTable
              queues={view.queues}
              definition={view.definition}
              moment={day ? view.at : ""}
            />
          </section>
        )}
      </div>
    </FiguresOf>
  );
}

const notCounted: Record<SliceKind, Key> = {
  site: "slice.site_not_counted",
  skill: "slice.skill_not_counted",
  team: "slice.team_not_counted",
  did: "slice.skill_not_counted",
};

/** The people of the slice, as the agents' page finds them; of a number there are none. */
function peopleSearch(of: SliceView | null): Record<string, string> {
  return of === null || of.kind === "did" ? {} : { [of.kind]: of.name };
}

function NowTiles({ view }: { view: Overview }) {
  const { people } = view;
  const text = useText();
  return (
    <section
      className={view.of ? "tiles now-tiles slice-tiles" : "tiles now-tiles"}
      aria-label={text("window.now")}
    >
      {view.is_counted && <LineTiles view={view} />}
      {people && (
        <Tile
          measure="available"
          window="now"
          size="large"
          value={people.available}
          note={text("overview.available_note", { signed_in: people.signed_in })}
        />
      )}
      {view.is_counted && <Tile measure="talking" window="now" size="large" value={view.talking} />}
      {view.in_ivr != null && (
        <Tile measure="in_ivr" window="now" size="large" value={view.in_ivr} />
      )}
    </section>
  );
}

/** What waits, and how long one waited of late. */
function LineTiles({ view }: { view: Overview }) {
  const text = useText();
  const { definition, today, last_15m } = view;
  const target = definition.target;
  return (
    <>
      <Tile
        measure="service_level"
        window="last_15m"
        size="large"
        value={last_15m.service_level}
        severity={severityOfShortfall(last_15m.service_level, target)}
        note={text("overview.level_note", {
          today: rate(today.service_level),
          target: rate(target),
        })}
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
    </>
  );
}
