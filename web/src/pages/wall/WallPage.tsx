/**
 * A wall screen: a board over the whole screen, opened by who is signed in or by the screen's own link.
 *
 * Room:  pages/wall; outside the shell, because nothing but the board is on such a screen.
 * Holds: a link's token stands behind `#` and is sent in a header only: no log of any server holds it.
 */
import { useEffect } from "react";
import { useLocation, useParams, useSearchParams } from "react-router";
import type { ApiError } from "../../api/client";
import { useReplay, useSession } from "../../api/queries";
import type { WallView } from "../../api/views";
import { useText } from "../../i18n/language";
import { useAttribution } from "../../live/attribution";
import { PastOf, pastIn } from "../../live/past";
import type { Followed } from "../../live/stream";
import { Link } from "../../parts/Link";
import { Empty, Failure, Loading } from "../../parts/states";
import { ThemeScope } from "../../theme/ThemeScope";
import PastBar from "../replay/PastBar";
import SignIn from "../sign-in/SignIn";
import { rememberVersion, useFollowedWall } from "./follow-wall";
import { WallScreen } from "./WallScreen";

/** `/wall/3`, for people. */
export function WallPage() {
  const { board = "" } = useParams();
  const { pathname } = useLocation();
  const [search] = useSearchParams();
  const past = pastIn(pathname, search);
  const session = useSession();
  if (session.isPending) return <Loading />;
  if (session.data === null) return <SignIn />;
  return past === null ? (
    <Live board={board} token={null} />
  ) : (
    <PastOf value={past}>
      <Past board={board} past={past} />
    </PastOf>
  );
}

function Live({ board, token }: { board: string; token: string | null }) {
  return <Screen board={board} token={token} followed={useFollowedWall(board, token)} />;
}

/** The board of today over the floor of then, with the bar of the past above it. */
function Past({ board, past }: { board: string; past: string }) {
  const replay = useReplay<WallView>(`wall:${board}`, past, useAttribution());
  const followed: Followed<WallView> = {
    view: replay.data ?? null,
    phase: replay.data ? "past" : "connecting",
    receivedAt: null,
    refusal: (replay.error as ApiError | null) ?? null,
    isBefore: replay.isPlaceholderData,
  };
  return (
    <div className="wall-past">
      <PastBar past={past} />
      <Screen board={board} token={null} followed={followed} />
    </div>
  );
}

/** `/wall#cbw_3_…`, for a screen where nobody signs in. */
export function WallLinkPage() {
  const text = useText();
  const token = useLocation().hash.slice(1);
  const board = /^cbw_(\d+)_[0-9a-f]+$/.exec(token)?.[1];
  if (!board) {
    return (
      <main className="broken">
        <Empty title={text("wall.no_link")} hint={text("wall.no_link_hint")}>
          <Link to="/walls">{text("wall.to_boards")}</Link>
        </Empty>
      </main>
    );
  }
  return <Live board={board} token={token} />;
}

type ScreenProps = { board: string; token: string | null; followed: Followed<WallView> };

function Screen({ board, token, followed }: ScreenProps) {
  const text = useText();
  useEffect(() => void rememberVersion(), []);
  const { view, refusal } = followed;
  const name = view?.board?.name;
  useEffect(() => {
    document.title = `${name ?? text("wall.title")} · ${text("app.name")}`;
  }, [name, text]);
  return (
    <ThemeScope name="wall" className="wall-scope">
      {view ? (
        <WallScreen followed={followed} view={view} board={board} token={token} />
      ) : (
        <main className="wall-waiting">
          <h1 className="only-heard">{text("wall.title")}</h1>
          {refusal && <Failure error={refusal} />}
          {refusal && token && <p>{text("wall.link_over_hint")}</p>}
          {!refusal && followed.phase === "connecting" && <Loading />}
          {!refusal && followed.phase === "lost" && (
            <p role="alert">{text("state.no_connection")}</p>
          )}
        </main>
      )}
    </ThemeScope>
  );
}
