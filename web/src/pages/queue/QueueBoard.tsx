/** One queue: what is now, its figures, the five definitions side by side, who waits, its contacts. */
import { lazy, Suspense } from "react";
import { useSearchParams } from "react-router";
import type { QueueView } from "../../api/views";
import { rate } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { severityOfShortfall, severityOfWait } from "../../live/severity";
import { Curve } from "../../parts/Curve";
import { DefinitionOf, Tile } from "../../parts/Measure";
import { FigureWindows } from "../overview/FigureWindows";
import { ContactTable } from "./ContactTable";
import { DefinitionsPanel } from "./DefinitionsPanel";
import { MembersPanel } from "./MembersPanel";
import { WaitingPanel } from "./WaitingPanel";
import "./queue.css";

const ContactDrawer = lazy(() => import("../contact/ContactDrawer"));

export function QueueBoard({ view }: { view: QueueView }) {
  const text = useText();
  const [search, setSearch] = useSearchParams();
  const contact = search.get("contact");
  const show = (id: string | null) => setSearch(id === null ? {} : { contact: id });
  return (
    <DefinitionOf value={view.definition}>
      <div className="queue">
        <div className="stack">
          <NowTiles view={view} />
          <FigureWindows figures={view} />
          <section className="panel" aria-label={text("curve.title")}>
            <Curve
              queue={String(view.id)}
              day={null}
              target={view.definition.target}
              until={null}
            />
          </section>
          <ContactTable queue={String(view.id)} />
        </div>
        <div className="stack">
          <WaitingPanel contacts={view.contacts} definition={view.definition} />
          <DefinitionsPanel levels={view.service_levels} definition={view.definition} />
          <MembersPanel members={view.members} />
        </div>
      </div>
      {contact && (
        <Suspense>
          <ContactDrawer id={contact} onClose={() => show(null)} />
        </Suspense>
      )}
    </DefinitionOf>
  );
}

function NowTiles({ view }: { view: QueueView }) {
  const text = useText();
  const { definition, last_15m, today } = view;
  return (
    <section className="tiles queue-now" aria-label={text("window.now")}>
      <Tile
        measure="service_level"
        window="last_15m"
        size="large"
        value={last_15m.service_level}
        severity={severityOfShortfall(last_15m.service_level, definition.target)}
        note={text("overview.level_note", {
          today: rate(today.service_level),
          target: rate(definition.target),
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
        value={view.available}
        note={text("queue.staffed_note", { staffed: view.staffed })}
      />
    </section>
  );
}
