/**
 * A wall screen: a board over the whole screen, opened by who is signed in or by the screen's own link.
 *
 * Room:  pages/wall; outside the shell, because nothing but the board is on such a screen.
 * Holds: a link's token stands behind `#` and is sent in a header only: no log of any server holds it.
 */
import { useEffect } from "react";
import { useLocation, useParams } from "react-router";
import { useSession } from "../../api/queries";
import { useText } from "../../i18n/language";
import { Link } from "../../parts/Link";
import { Empty, Failure, Loading } from "../../parts/states";
import { ThemeScope } from "../../theme/ThemeScope";
import { SignIn } from "../sign-in/SignIn";
import { rememberVersion, useFollowedWall } from "./follow-wall";
import { WallScreen } from "./WallScreen";

/** `/wall/3`, for people. */
export function WallPage() {
  const { board = "" } = useParams();
  const session = useSession();
  if (session.isPending) return <Loading />;
  if (session.data === null) return <SignIn />;
  return <Screen board={board} token={null} />;
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
  return <Screen board={board} token={token} />;
}

function Screen({ board, token }: { board: string; token: string | null }) {
  const text = useText();
  const followed = useFollowedWall(board, token);
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
