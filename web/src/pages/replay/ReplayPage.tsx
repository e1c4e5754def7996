/**
 * The floor at any past moment: the same boards as live, drawn from the journal.
 *
 * Room:  pages; moment and view live in the address, so that a moment can be sent to somebody.
 */
import { useEffect } from "react";
import { useSearchParams } from "react-router";
import { useReplay, useReplayRange } from "../../api/queries";
import type { AgentsView, Overview, QueuesView } from "../../api/views";
import { day } from "../../format/times";
import { useText } from "../../i18n/language";
import { useAttribution } from "../../live/attribution";
import { ClockOf } from "../../live/clock";
import { PageHead } from "../../parts/Page";
import { Empty, Failure, Loading } from "../../parts/states";
import { AgentsBoard } from "../agents/AgentsBoard";
import { OverviewBoard } from "../overview/OverviewBoard";
import { QueuesBoard } from "../queues/QueuesPage";
import { ReplayControls } from "./ReplayControls";
import "./replay.css";

export type ReplayedView = "overview" | "queues" | "agents";

/** Where the slider stands at first: a while ago, so that there is something to look back at. */
const firstLookBack = 15 * 60_000;

export function ReplayPage() {
  const text = useText();
  const range = useReplayRange();
  return (
    <>
      <PageHead title={text("nav.replay")}>
        <span className="second">{text("replay.explanation")}</span>
      </PageHead>
      {range.error && <Failure error={range.error} onRetry={() => range.refetch()} />}
      {range.isPending && <Loading rows={3} />}
      {range.data && !range.data.from && (
        <Empty title={text("replay.first_use")} hint={text("replay.first_use_hint")} />
      )}
      {range.data?.from && (
        <Replay
          from={Date.parse(range.data.from)}
          until={Date.parse(range.data.until)}
          zone={range.data.zone}
        />
      )}
    </>
  );
}

type Props = { from: number; until: number; zone: string };

function Replay({ from, until, zone }: Props) {
  const [search, setSearch] = useSearchParams();
  const view = (search.get("view") as ReplayedView | null) ?? "overview";
  const wanted = search.get("at");
  const at = wanted ? Date.parse(wanted) : Math.max(from, until - firstLookBack);
  const isFresh = wanted === null;
  const show = (moment: number, shownView: ReplayedView) => {
    const next = new URLSearchParams(search);
    next.set("at", new Date(moment).toISOString());
    next.set("view", shownView);
    setSearch(next, { replace: true, preventScrollReset: true });
  };
  useEffect(() => {
    // The moment enters the address at once: reloading or sharing must not move it.
    if (isFresh) setSearch({ at: new Date(at).toISOString(), view }, { replace: true });
  }, [isFresh, at, view, setSearch]);
  return (
    <div className="stack">
      <ReplayControls from={from} until={until} zone={zone} at={at} view={view} show={show} />
      <Board view={view} at={new Date(at).toISOString()} zone={zone} />
    </div>
  );
}

function Board({ view, at, zone }: { view: ReplayedView; at: string; zone: string }) {
  const replay = useReplay<unknown>(view, at, useAttribution());
  if (replay.error) return <Failure error={replay.error} onRetry={() => replay.refetch()} />;
  if (!replay.data) return <Loading rows={10} />;
  return (
    <ClockOf at={at} receivedAt={null}>
      <div className={replay.isPlaceholderData ? "replayed replayed-old" : "replayed"} data-at={at}>
        <ReplayedBoard view={view} data={replay.data} moment={at} zone={zone} />
      </div>
    </ClockOf>
  );
}

type BoardProps = { view: ReplayedView; data: unknown; moment: string; zone: string };

/** The answer's shape follows from the view that was asked for. */
function ReplayedBoard({ view, data, moment, zone }: BoardProps) {
  switch (view) {
    case "overview":
      return <OverviewBoard view={data as Overview} day={day(moment, zone)} />;
    case "queues":
      return <QueuesBoard view={data as QueuesView} moment={moment} />;
    case "agents":
      return <AgentsBoard view={data as AgentsView} moment={moment} />;
  }
}
