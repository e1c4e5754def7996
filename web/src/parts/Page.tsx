/**
 * The frame of a page: its title, how fresh it is, and the states in which a followed view can be.
 *
 * Room:  parts; around every board that follows the live stream.
 * Holds: a view that stopped says since when and how old it is; it never looks alive.
 */
import { type ReactNode, useEffect } from "react";
import { useLocation } from "react-router";
import { useLostSources, useZone } from "../api/queries";
import { duration } from "../format/numbers";
import { clock } from "../format/times";
import { useText } from "../i18n/language";
import { ClockOf, useBrowserTime } from "../live/clock";
import { canBePast, lookBack } from "../live/past";
import type { Followed } from "../live/stream";
import { PartialNote } from "./conditions";
import { Link } from "./Link";
import { SeverityMark } from "./Mark";
import { useIsNarrow } from "./screen";
import { Failure, Loading } from "./states";

export function PageHead(props: { title: string; children?: ReactNode }) {
  const text = useText();
  useEffect(() => {
    document.title = `${props.title} · ${text("app.name")}`;
  }, [props.title, text]);
  return (
    <header className="page-head">
      <h1>{props.title}</h1>
      {props.children}
    </header>
  );
}

type Props<V> = {
  title: string;
  followed: Followed<V>;
  /** Stands in the head between title and freshness. */
  head?: (view: V) => ReactNode;
  children: (view: V) => ReactNode;
};

export function LivePage<V extends { at: string }>({ title, followed, head, children }: Props<V>) {
  const { view, receivedAt } = followed;
  return (
    <>
      <PageHead title={title}>
        {view && head?.(view)}
        <span className="spread" />
        {view && followed.phase === "live" && <Fresh at={view.at} />}
        {view && followed.phase === "live" && <LookBack />}
      </PageHead>
      {followed.refusal && <Failure error={followed.refusal} onRetry={followed.retry} />}
      {view && followed.phase === "lost" && <Stale followed={followed} at={view.at} />}
      {view && followed.phase === "live" && <LostSources />}
      {view ? (
        <ClockOf at={view.at} receivedAt={receivedAt}>
          {followed.phase === "past" ? (
            <div className={followed.isBefore ? "past past-before" : "past"} data-at={view.at}>
              {children(view)}
            </div>
          ) : (
            children(view)
          )}
        </ClockOf>
      ) : (
        <Awaited followed={followed} />
      )}
    </>
  );
}

function Awaited({ followed }: { followed: Followed<unknown> }) {
  const text = useText();
  if (followed.refusal) return null;
  if (followed.phase === "connecting") return <Loading rows={10} />;
  return (
    <div className="stale" role="alert">
      <SeverityMark severity="warning" />
      {text("state.no_connection")}
    </div>
  );
}

/** A page looks whole while a telephone system is out of reach: that is said on each. */
function LostSources() {
  const sources = useLostSources();
  if (sources.lost.length === 0) return null;
  const { total, lost } = sources;
  return <PartialNote present={total - lost.length} total={total} missing={lost.join("、")} />;
}

/** This page a while ago: from there the slider goes on. */
function LookBack() {
  const text = useText();
  const { pathname, search } = useLocation();
  if (useIsNarrow() || !canBePast(pathname)) return null;
  return (
    <Link to={lookBack(pathname, search)} className="look-back">
      {text("replay.look_back")}
    </Link>
  );
}

function Fresh({ at }: { at: string }) {
  const text = useText();
  const zone = useZone();
  return (
    <span className="fresh" data-fresh="live">
      <SeverityMark severity="good" />
      {text("state.live", { time: clock(at, zone) })}
    </span>
  );
}

function Stale({ followed, at }: { followed: Followed<unknown>; at: string }) {
  const text = useText();
  const zone = useZone();
  const now = useBrowserTime();
  const age = duration(followed.receivedAt === null ? null : now - followed.receivedAt);
  const values = { time: clock(at, zone), age };
  return (
    <div className="stale" role="status" aria-live="off" data-fresh="stale">
      <SeverityMark severity="warning" />
      <span>{navigator.onLine ? text("state.stale", values) : text("state.offline", values)}</span>
    </div>
  );
}
