/**
 * What is on the screen: the attention list on top, below it one page of blocks after the other.
 *
 * Room:  pages/wall; drawn from a followed view, whoever follows it.
 * Holds: every size is a share of the screen's height, so a board looks alike on any screen; what is
 *        old says so across the whole screen; whoever wants to read on can stop the turning of pages.
 */
import { useRef } from "react";
import { useLocation } from "react-router";
import type { WallCurve, WallPage, WallView } from "../../api/views";
import { useWallCurves } from "../../api/walls";
import { duration } from "../../format/numbers";
import { clock, day } from "../../format/times";
import { type Key, useText } from "../../i18n/language";
import { ClockOf, useBrowserTime, useFloorTime } from "../../live/clock";
import { overBy } from "../../live/past";
import type { Followed } from "../../live/stream";
import { Link } from "../../parts/Link";
import { SeverityMark } from "../../parts/Mark";
import { Attention } from "./Attention";
import { Block, type Shown } from "./Block";
import { useAwake, useFullScreen, useIdle } from "./screen-habits";
import { useTurningPage } from "./turning";
import "./wall.css";

type Props = {
  followed: Followed<WallView>;
  view: WallView;
  board: string;
  token: string | null;
};

export function WallScreen({ followed, view, board, token }: Props) {
  const text = useText();
  const layout = view.board?.layout;
  const pages = layout?.pages ?? [];
  const turning = useTurningPage(pages.length, layout?.rotate_s ?? 30);
  const hasCurve = pages.some((page) => page.blocks.some((block) => block.kind === "curve"));
  const isPast = followed.phase === "past";
  const shownDay = isPast ? day(view.at, view.centre.zone) : null;
  const isAsked = hasCurve && (isPast || followed.phase === "live");
  const curves = useWallCurves(board, { token, day: shownDay }, isAsked);
  const whole = useRef<HTMLDivElement>(null);
  const isIdle = useIdle();
  useAwake();
  const isStale = followed.phase !== "live" && !isPast;
  const known = curves.data ?? {};
  const shown: Shown = { view, curves: isPast ? cut(known, view.at) : known };
  const page = pages[turning.page];
  return (
    <ClockOf at={view.at} receivedAt={followed.receivedAt}>
      <div ref={whole} className={isIdle ? "wall wall-idle" : "wall"} data-phase={followed.phase}>
        <main className="wall-inner" data-page={turning.page}>
          <header className="wall-top">
            <Attention view={view} />
            <Corner
              view={view}
              page={turning.page}
              pages={pages.length}
              freshness={isPast ? "past" : isStale ? "stale" : "live"}
            />
          </header>
          {isStale && <Old followed={followed} view={view} />}
          {page ? (
            <Blocks page={page} shown={shown} />
          ) : (
            <p className="wall-nothing">{text("wall.removed")}</p>
          )}
          <Controls
            turning={turning}
            whole={whole}
            isGuest={token !== null}
            isPast={isPast}
            count={pages.length}
          />
        </main>
      </div>
    </ClockOf>
  );
}

/** A page's blocks upon their grid; the editor's preview draws the same. */
export function Blocks({ page, shown }: { page: WallPage; shown: Shown }) {
  const text = useText();
  if (page.blocks.length === 0) return <p className="wall-nothing">{text("wall.empty_page")}</p>;
  return (
    <div className="wall-grid">
      {page.blocks.map((block) => (
        <Block key={block.id} block={block} shown={shown} />
      ))}
    </div>
  );
}

/** What came after the moment was not known then. */
function cut(curves: Record<string, WallCurve>, at: string): Record<string, WallCurve> {
  const cutOne = ([id, curve]: [string, WallCurve]) =>
    [id, { ...curve, points: overBy(curve.points, curve.step_s, at) }] as const;
  return Object.fromEntries(Object.entries(curves).map(cutOne));
}

type Freshness = "live" | "stale" | "past";

const freshnessNames: Record<Freshness, Key> = {
  live: "wall.live",
  stale: "wall.stale_short",
  past: "nav.replay",
};

type CornerProps = { view: WallView; page: number; pages: number; freshness: Freshness };

function Corner(props: CornerProps) {
  const text = useText();
  const { view, page, pages, freshness } = props;
  const now = useFloorTime();
  return (
    <div className="wall-corner">
      <h1 className="wall-label">{view.board?.name ?? view.centre.name}</h1>
      <p className="wall-time wall-figure">{clock(now, view.centre.zone)}</p>
      <p className="wall-label" data-fresh={freshness}>
        <SeverityMark severity={freshness === "live" ? "good" : "warning"} />
        {text(freshnessNames[freshness])}
        {pages > 1 && <span>{text("wall.page_of", { page: page + 1, pages })}</span>}
      </p>
      {view.lost_sources.length > 0 && (
        <p className="wall-label wall-lost">
          <SeverityMark severity="critical" />
          {text("wall.lost_sources", { count: view.lost_sources.length })}
        </p>
      )}
    </div>
  );
}

function Old({ followed, view }: { followed: Followed<WallView>; view: WallView }) {
  const text = useText();
  const now = useBrowserTime();
  const age = duration(followed.receivedAt === null ? null : now - followed.receivedAt);
  const values = { time: clock(view.at, view.centre.zone), age };
  return (
    <div className="wall-old" role="alert" aria-live="off">
      <SeverityMark severity="warning" />
      <span>{followed.refusal ? text("wall.refused", values) : text("wall.stale", values)}</span>
    </div>
  );
}

type ControlsProps = {
  turning: ReturnType<typeof useTurningPage>;
  whole: React.RefObject<HTMLDivElement | null>;
  isGuest: boolean;
  isPast: boolean;
  count: number;
};

function Controls({ turning, whole, isGuest, isPast, count }: ControlsProps) {
  const text = useText();
  const { pathname } = useLocation();
  const screen = useFullScreen(whole);
  return (
    <nav className="wall-controls" aria-label={text("wall.controls")}>
      {count > 1 && (
        <>
          <button type="button" onClick={() => turning.turn(-1)}>
            {text("wall.before")}
          </button>
          <button type="button" aria-pressed={turning.isHeld} onClick={turning.toggle}>
            {text(turning.isHeld ? "wall.go_on" : "wall.hold")}
          </button>
          <button type="button" onClick={() => turning.turn(1)}>
            {text("wall.next")}
          </button>
        </>
      )}
      <button type="button" onClick={screen.toggle}>
        {text(screen.isFull ? "wall.leave_full" : "wall.full")}
      </button>
      {!isGuest && !isPast && (
        <Link to={`/replay?${new URLSearchParams({ of: pathname })}`}>
          {text("replay.look_back")}
        </Link>
      )}
      {!isGuest && <Link to="/walls">{text("wall.to_boards")}</Link>}
    </nav>
  );
}
