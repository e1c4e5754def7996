/**
 * The screen at the door: the code to scan, and how long it stands.
 *
 * Room:  pages/kiosk; outside the shell, because nothing but the code is on such a screen.
 * Holds: `/kiosk#3.TOKEN` opens it where nobody is signed in: the token stands behind `#` and is sent in a
 *        header only; a code that is over is never shown as if it were good.
 */
import { useEffect, useState } from "react";
import { useLocation, useParams } from "react-router";
import { useKioskCode } from "../../api/attendance";
import { useSession } from "../../api/queries";
import type { KioskCode } from "../../api/views";
import { useText } from "../../i18n/language";
import { Empty, Failure, Loading } from "../../parts/states";
import SignIn from "../sign-in/SignIn";
import "./kiosk.css";

/** `/kiosk/3`, opened by somebody who is signed in. */
export function KioskPage() {
  const { kiosk = "" } = useParams();
  const session = useSession();
  if (session.isPending) return <Loading />;
  if (session.data === null) return <SignIn />;
  return <Screen kiosk={kiosk} token={null} />;
}

/** `/kiosk#3.cb_…`, with a token of the scope `kiosk:show`. */
export function KioskLinkPage() {
  const text = useText();
  const found = /^(\d+)\.([\w-]+)$/.exec(useLocation().hash.slice(1));
  if (!found) {
    return (
      <main className="broken">
        <Empty title={text("wall.no_link")} hint={text("wall.no_link_hint")} />
      </main>
    );
  }
  return <Screen kiosk={found[1] ?? ""} token={found[2] ?? ""} />;
}

function Screen({ kiosk, token }: { kiosk: string; token: string | null }) {
  const text = useText();
  const code = useKioskCode(kiosk, token);
  const left = useLeft(code.data, code.dataUpdatedAt);
  useEffect(() => {
    document.title = `${code.data?.name ?? text("kiosk.title")} · ${text("app.name")}`;
  }, [code.data?.name, text]);
  // One step longer than it stands: later than that no phone would be let.
  const isOver = left < -14;
  return (
    <main className="kiosk">
      <h1>{text("kiosk.title")}</h1>
      {code.data && (
        <p className="kiosk-place">
          {code.data.site_name} · {code.data.name}
        </p>
      )}
      {code.isPending && <Loading rows={3} />}
      {code.error && (!code.data || isOver) && <Failure error={code.error} />}
      {code.data && isOver && (
        <p className="kiosk-stale" role="alert">
          {text("kiosk.stale")}
        </p>
      )}
      {code.data && !isOver && (
        <>
          <img
            className="kiosk-code"
            alt={text("kiosk.picture")}
            src={`data:image/svg+xml;utf8,${encodeURIComponent(code.data.picture)}`}
            data-code={code.data.text}
          />
          <p className="kiosk-hint">{text("kiosk.hint")}</p>
          <p className="second numbers">{text("kiosk.changes", { seconds: Math.max(0, left) })}</p>
          <p className="second kiosk-typed">
            {text("kiosk.typed")} <code>{spaced(code.data.text)}</code>
          </p>
        </>
      )}
    </main>
  );
}

const spaced = (text: string) => text.replace(/(.{6})(?=.)/g, "$1 ");

/** Seconds until the code changes: by the server's clock when it was read, and by how long that is ago. */
function useLeft(code: KioskCode | undefined, readAt: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  if (!code) return 0;
  const whole = Date.parse(code.changes_at) - Date.parse(code.at);
  return Math.ceil((whole - Math.max(0, now - readAt)) / 1_000);
}
