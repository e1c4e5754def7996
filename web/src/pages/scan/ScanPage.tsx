/**
 * Punching with the phone: the code of the screen at the door, seen by this page or by the phone's own camera.
 *
 * Room:  pages/scan; `/scan#CODE` is what the QR code opens.
 * Holds: a code is sent once; the camera is off as soon as one is seen, or the page is left; the decoder
 *        loads only where the camera is opened, and no picture leaves the phone.
 */
import { Button, Input } from "antd";
import { useCallback, useEffect, useRef, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { useScan } from "../../api/attendance";
import { useZone } from "../../api/queries";
import type { Scan, ScanVerdict } from "../../api/views";
import { clock } from "../../format/times";
import { type Key, useText } from "../../i18n/language";
import { Labelled } from "../../parts/Labelled";
import { Link } from "../../parts/Link";
import { SeverityMark } from "../../parts/Mark";
import { PageHead } from "../../parts/Page";
import { Failure } from "../../parts/states";
import { Camera } from "./Camera";
import "./scan.css";

const verdictNames: Record<ScanVerdict, Key> = {
  accepted: "verdict.accepted",
  unreadable: "verdict.unreadable",
  forged: "verdict.forged",
  too_old: "verdict.too_old",
  not_yet: "verdict.not_yet",
  other_site: "verdict.other_site",
  other_device: "verdict.other_device",
  other_network: "verdict.other_network",
  replayed: "verdict.replayed",
};
const hints: Record<Exclude<ScanVerdict, "accepted">, Key> = {
  unreadable: "verdict.unreadable_hint",
  forged: "verdict.forged_hint",
  too_old: "verdict.too_old_hint",
  not_yet: "verdict.not_yet_hint",
  other_site: "verdict.other_site_hint",
  other_device: "verdict.other_device_hint",
  other_network: "verdict.other_network_hint",
  replayed: "verdict.replayed_hint",
};

export function ScanPage() {
  const text = useText();
  const { hash } = useLocation();
  const navigate = useNavigate();
  const scan = useScan();
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const { mutate } = scan;
  const send = useCallback(
    (code: string) => {
      setOpen(false);
      mutate(code);
    },
    [mutate],
  );
  const sent = useRef("");
  useEffect(() => {
    const code = hash.slice(1);
    if (!code || sent.current === code) return;
    sent.current = code;
    // Once sent it leaves the address: reloading the page must not send it again.
    navigate("/scan", { replace: true });
    send(code);
  }, [hash, navigate, send]);
  const again = () => {
    scan.reset();
    setOpen(true);
  };
  return (
    <>
      <PageHead title={text("scan.title")}>
        <span className="spread" />
        <Link to="/attendance">{text("nav.attendance")}</Link>
      </PageHead>
      <div className="scan">
        {scan.isPending && <p role="status">{text("scan.sending")}</p>}
        {scan.error && <Failure error={scan.error} />}
        {scan.data && <Verdict scan={scan.data.scan} />}
        {isOpen && <Camera onCode={send} />}
        {!isOpen && !scan.isPending && (
          <Button type="primary" size="large" onClick={again}>
            {text(scan.data ? "scan.again" : "scan.start")}
          </Button>
        )}
        {isOpen && <Button onClick={() => setOpen(false)}>{text("scan.stop")}</Button>}
        <form
          className="scan-typed"
          onSubmit={(event) => {
            event.preventDefault();
            if (typed.trim()) send(typed.trim());
          }}
        >
          <Labelled label={text("scan.typed")}>
            {(id) => (
              <Input
                id={id}
                value={typed}
                maxLength={60}
                autoComplete="off"
                autoCapitalize="characters"
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Labelled>
          <Button htmlType="submit" disabled={!typed.trim()}>
            {text("scan.send")}
          </Button>
        </form>
      </div>
    </>
  );
}

function Verdict({ scan }: { scan: Scan }) {
  const text = useText();
  const zone = useZone();
  const isGood = scan.verdict === "accepted";
  return (
    <div
      className={isGood ? "verdict good panel" : "verdict panel"}
      role={isGood ? "status" : "alert"}
      data-verdict={scan.verdict}
    >
      <p className="verdict-title">
        <SeverityMark severity={isGood ? "good" : "critical"} />
        {text(verdictNames[scan.verdict])}
      </p>
      {scan.verdict !== "accepted" ? (
        <p>{text(hints[scan.verdict])}</p>
      ) : (
        <p className="numbers">
          {text("scan.done", { time: clock(scan.at, zone) })}{" "}
          {scan.site_name && text("scan.at", { site: scan.site_name })}
        </p>
      )}
      {scan.is_bound_now && <p>{text("scan.bound")}</p>}
    </div>
  );
}
