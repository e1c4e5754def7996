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
import { day, endOfDay, minute } from "../../format/times";
import { type Key, useText } from "../../i18n/language";
import { useBrowserTime } from "../../live/clock";
import { usePast } from "../../live/past";
import { Choice } from "../../parts/Choice";
import { DayPicker } from "../../parts/DayPicker";
import { PageHead } from "../../parts/Page";
import { useIsNarrow } from "../../parts/screen";
import { Empty, Failure, Loading } from "../../parts/states";
import { levelsOf } from "./flow";
import { NodeCard } from "./NodeCard";
import { QuarterSpan } from "./QuarterSpan";
import { quarter, quarterBefore, spanOf } from "./quarters";
import "./ivr.css";

const IvrFlow = lazy(() => import("./IvrFlow"));

type When = "hour" | "today" | "day";
const whens: Record<When, Key> = {
  hour: "ivr.last_hour",
  today: "ivr.today",
  day: "ivr.other_day",
};
export function IvrPage() {
  const text = useText();
  const [search, setSearch] = useSearchParams();
  const zone = useZone();
  const range = useReplayRange();
  const past = usePast();
  const browserTime = useBrowserTime();
  const now = past === null ? browserTime : Date.parse(past);
  const today = day(new Date(now).toISOString(), zone);
  const chosen = dayIn(search.get("day"));
  const when: When = chosen ? "day" : search.get("last") === "hour" ? "hour" : "today";
  const [from, to] =
    when === "hour"
      ? // Cells are quarter hours: the hour begins with one, so that the question stays the same for a while.
        [quarterBefore(now - 3_600_000), endOfDay(today, zone)]
      : spanOf(chosen ?? today, zone, search);
  const isRunning = from <= now && now < to;
  // Of a time that runs only what is over is asked for at a past moment.
  const until = past !== null && isRunning ? Math.max(quarterBefore(now), from + quarter) : to;
  const ivr = useIvr(iso(from), iso(until), past === null && isRunning);
  const withAt = (asked: Record<string, string>) => (past ? { ...asked, at: past } : asked);
  const show = (asked: Record<string, string>) =>
    setSearch(withAt(asked), { preventScrollReset: true });
  const choose = (next: When) => {
    const wanted = { hour: { last: "hour" }, today: {}, day: { day: today } }[next];
    show(wanted as Record<string, string>);
  };
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
          <>
            <DayPicker
              label={text("ivr.day")}
              value={chosen}
              from={null}
              until={first && today}
              onChoose={(next) => show({ day: next })}
            />
            <QuarterSpan
              day={chosen}
              zone={zone}
              from={from}
              to={to}
              onChoose={(start, end) => show({ day: chosen, from: iso(start), to: iso(end) })}
            />
          </>
        )}
      </div>
      {ivr.error && <Failure error={ivr.error} onRetry={() => ivr.refetch()} />}
      {ivr.isPending && <Loading rows={8} />}
      {ivr.data && (
        <Board ivr={ivr.data} now={isRunning ? now : null} isOld={ivr.isPlaceholderData} />
      )}
    </>
  );
}

const iso = (moment: number) => new Date(moment).toISOString();

/** `now`: in milliseconds, while the time that is shown runs. */
type BoardProps = { ivr: Ivr; now: number | null; isOld: boolean };

function Board({ ivr, now, isOld }: BoardProps) {
  const text = useText();
  const isNarrow = useIsNarrow();
  if (ivr.nodes.length === 0) {
    return <Empty title={text("ivr.empty")} hint={text("ivr.empty_hint")} />;
  }
  const levelOf = levelsOf(ivr);
  const levels = [...new Set(levelOf.values())].sort((one, other) => one - other);
  const begun = text("ivr.begun", {
    begun: count(ivr.begun),
    from: dayMinute(Date.parse(ivr.from), ivr),
    to: now === null ? dayMinute(Date.parse(ivr.to), ivr) : text("ivr.until_now"),
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
              .filter((node) => levelOf.get(node.id) === level)
              .map((node) => (
                <NodeCard key={node.id} node={node} />
              ))}
          </section>
        ))}
      </div>
    </div>
  );
}

/** A day of the calendar; anything else in the address is passed over. */
function dayIn(text: string | null): string | null {
  if (text === null || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const moment = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(moment) || !new Date(moment).toISOString().startsWith(text) ? null : text;
}

function dayMinute(moment: number, { zone }: Ivr): string {
  return `${day(moment, zone)} ${minute(moment, zone)}`;
}
