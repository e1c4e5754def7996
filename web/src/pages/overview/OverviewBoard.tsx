/**
 * The centre in one look: what is now, what needs somebody first, how the day went.
 *
 * Room:  pages; drawn from a live view and, unchanged, from a replayed one.
 */

import type { Overview } from "../../api/views";
import { rate } from "../../format/numbers";
import { useText } from "../../i18n/language";
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
import "./overview.css";

/** `day` null is today; a replayed board shows the curve of its own day. */
export function OverviewBoard({ view, day }: { view: Overview; day: string | null }) {
  const text = useText();
  const isNarrow = useIsNarrow();
  const { definition, attribution: by } = view;
  const common = { definition, by, moment: day ? view.at : null, scope: null };
  if (Object.keys(view.queues).length === 0) {
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
          {isNarrow && <AttentionList queues={view.queues} definition={view.definition} />}
          <FigureWindows figures={view} />
          <section className="panel" aria-label={text("curve.title")}>
            <Curve
              queue={null}
              day={day}
              by={by}
              target={view.definition.target}
              until={day ? view.at : null}
            />
          </section>
        </div>
        <div className="stack">
          {!isNarrow && <AttentionList queues={view.queues} definition={view.definition} />}
          <PeoplePanel people={view.people} seats={view.seats} />
        </div>
        {!isNarrow && (
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

function NowTiles({ view }: { view: Overview }) {
  const text = useText();
  const { definition, today, last_15m } = view;
  const target = definition.target;
  return (
    <section className="tiles now-tiles" aria-label={text("window.now")}>
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
      <Tile
        measure="available"
        window="now"
        size="large"
        value={view.people.available}
        note={text("overview.available_note", { signed_in: view.people.signed_in })}
      />
      <Tile measure="talking" window="now" size="large" value={view.talking} />
      <Tile measure="in_ivr" window="now" size="large" value={view.in_ivr} />
    </section>
  );
}
