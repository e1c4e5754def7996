/**
 * The IVR: where contacts go from node to node, by which keys, how long they stay and where they leave.
 *
 * Room:  pages; the time lives in the address.
 * Holds: drawing and cards show the same numbers; the drawing library loads after the cards.
 */
import { lazy, Suspense } from "react";
import { useSearchParams } from "react-router";
import { useIvr, useReplayRange, useZone } from "../../api/queries";
import type { Ivr } from "../../api/views";
import { count } from "../../format/numbers";
import { day, dayClock } from "../../format/times";
import { type Key, useText } from "../../i18n/language";
import { useBrowserTime } from "../../live/clock";
import { usePast } from "../../live/past";
import { DayPicker } from "../../parts/DayPicker";
import { PageHead } from "../../parts/Page";
import { useIsNarrow } from "../../parts/screen";
import { Empty, Failure, Loading } from "../../parts/states";
import { NodeCard } from "./NodeCard";
import "./ivr.css";
import { Choice } from "../../parts/Choice";

const IvrFlow = lazy(() => import("./IvrFlow"));

type When = "hour" | "today" | "day";
const whens: Record<When, Key> = {
  hour: "ivr.last_hour",
  today: "ivr.today",
  day: "ivr.other_day",
};
const quarter = 900_000;
const quarterOf = (moment: number) =>
  new Date(Math.floor(moment / quarter) * quarter).toISOString();

export function IvrPage() {
  const text = useText();
  const [search, setSearch] = useSearchParams();
  const zone = useZone();
  const range = useReplayRange();
  const past = usePast();
  const browserTime = useBrowserTime();
  const now = past === null ? browserTime : Date.parse(past);
  const today = day(new Date(now).toISOString(), zone);
  const chosen = search.get("day");
  const when: When = chosen ? "day" : search.get("last") === "hour" ? "hour" : "today";
  // Cells are quarter hours: the hour begins with one, so that the question stays the same for a while.
  const hourAgo = quarterOf(now - 3_600_000);
  const from = when === "hour" ? hourAgo : (chosen ?? today);
  const isRunning = when !== "day" || chosen === today;
  // Of a past day that ran then only what was over.
  const until = past !== null && isRunning ? quarterOf(now) : null;
  const ivr = useIvr(from, until, past === null && isRunning);
  const choose = (next: When) => {
    const wanted = { hour: { last: "hour" }, today: {}, day: { day: today } }[next];
    setSearch(withAt(wanted as Record<string, string>), { preventScrollReset: true });
  };
  const withAt = (asked: Record<string, string>) => (past ? { ...asked, at: past } : asked);
  const first = range.data?.from ?? null;
  return (
    <>
      <PageHead title={text("nav.ivr")}>
        <span className="second">{text("ivr.explanation")}</span>
      </PageHead>
      <div className="ivr-when">
        <Choice<When>
          value={when}
          onChange={choose}
          aria-label={text("ivr.when")}
          options={(Object.keys(whens) as When[]).map((value) => ({
            value,
            label: text(whens[value]),
          }))}
        />
        {chosen && (
          <DayPicker
            label={text("ivr.day")}
            value={chosen}
            from={null}
            until={first && today}
            onChoose={(next) => setSearch(withAt({ day: next }), { preventScrollReset: true })}
          />
        )}
      </div>
      {ivr.error && <Failure error={ivr.error} onRetry={() => ivr.refetch()} />}
      {ivr.isPending && <Loading rows={8} />}
      {ivr.data && <Board ivr={ivr.data} isOld={ivr.isPlaceholderData} />}
    </>
  );
}

function Board({ ivr, isOld }: { ivr: Ivr; isOld: boolean }) {
  const text = useText();
  const isNarrow = useIsNarrow();
  if (ivr.nodes.length === 0) {
    return <Empty title={text("ivr.empty")} hint={text("ivr.empty_hint")} />;
  }
  const levels = [...new Set(ivr.nodes.map((node) => node.level))];
  const begun = text("ivr.begun", {
    begun: count(ivr.begun),
    from: dayClock(ivr.from, ivr.zone),
    to: dayClock(ivr.to, ivr.zone),
  });
  return (
    <div className={isOld ? "stack ivr past-before" : "stack ivr"} data-begun={ivr.begun}>
      <p className="second numbers">{begun}</p>
      {!isNarrow && (
        <section className="panel">
          <h2>{text("ivr.flow")}</h2>
          <div role="img" aria-label={text("ivr.flow_summary", { nodes: ivr.nodes.length })}>
            <Suspense fallback={<div className="ivr-space" />}>
              <IvrFlow ivr={ivr} />
            </Suspense>
          </div>
        </section>
      )}
      <div className="ivr-levels">
        {levels.map((level) => (
          <section key={level}>
            <h2>{text("ivr.level", { level: level + 1 })}</h2>
            {ivr.nodes
              .filter((node) => node.level === level)
              .map((node) => (
                <NodeCard key={node.id} node={node} />
              ))}
          </section>
        ))}
      </div>
    </div>
  );
}
