/**
 * One thing that does not fit: who, what, by how much, the evidence, what was said and decided, what to do.
 *
 * Room:  pages/attendance.
 * Holds: every time is the centre's; a refused step says why and shows the case as it is now.
 */
import { Button, Input } from "antd";
import { useState } from "react";
import { useDecide, useExplain } from "../../api/attendance";
import { useZone } from "../../api/queries";
import type { AttendanceCase, CaseDecision, CaseEvidence } from "../../api/views";
import { day, dayClock, minute } from "../../format/times";
import { useText } from "../../i18n/language";
import { Labelled } from "../../parts/Labelled";
import { Link } from "../../parts/Link";
import { SeverityMark } from "../../parts/Mark";
import { Failure } from "../../parts/states";
import { isWaiting, kindNames, statusNames, statusSeverity } from "./case-words";

export function CaseCard({ one }: { one: AttendanceCase }) {
  const text = useText();
  const zone = useZone();
  const [open, setOpen] = useState<"explain" | "decide" | null>(null);
  const isOpen = isWaiting(one.status);
  /** Whole minutes: nobody is told off for seconds. */
  const byLength = (ms: number) => {
    const minutes = Math.floor(ms / 60_000);
    const parts = { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
    return text(minutes < 60 ? "attendance.by_minutes" : "attendance.by_hours", parts);
  };
  const close = () => setOpen(null);
  return (
    <li className="panel case" data-case={one.kind} data-status={one.status}>
      <div className="case-head">
        <strong>
          {one.person != null ? (
            <Link to={`/people/${one.person}`}>{one.name ?? one.number}</Link>
          ) : (
            text("attendance.unknown_person", { number: one.number })
          )}
        </strong>
        {one.person != null && <span className="second numbers">{one.number}</span>}
        <span>{text(kindNames[one.kind])}</span>
        {one.by_ms != null && <strong className="numbers">{byLength(one.by_ms)}</strong>}
        <span className="case-state">
          <SeverityMark severity={statusSeverity[one.status]} />
          {text(statusNames[one.status])}
        </span>
      </div>
      <p className="second numbers case-where">
        {[one.team_name, one.site_name].filter(Boolean).join(" · ")}
        {one.shift &&
          ` · ${text("attendance.shift", {
            from: minute(one.shift.from, zone),
            until: minute(one.shift.until, zone),
          })}`}
      </p>
      <Evidence one={one} />
      {one.has_changed && (
        <p className="case-changed" role="note">
          <SeverityMark severity="warning" /> {text("attendance.has_changed")}
        </p>
      )}
      {one.explanation && (
        <blockquote>
          <span className="second numbers">
            {text("attendance.explained", { time: dayClock(one.explained_at, zone) })}
          </span>
          <br />
          {one.explanation}
        </blockquote>
      )}
      {one.reason && (
        <blockquote>
          <span className="second numbers">
            {text("attendance.decided", {
              who: one.decided_by ?? "",
              time: dayClock(one.decided_at, zone),
            })}
          </span>
          <br />
          {one.reason}
        </blockquote>
      )}
      {open === null && (
        <div className="case-actions">
          {one.is_own && isOpen && (
            <Button onClick={() => setOpen("explain")}>{text("attendance.open_explain")}</Button>
          )}
          {one.may_decide && one.status !== "withdrawn" && (
            <Button onClick={() => setOpen("decide")}>
              {text(isOpen ? "attendance.open_decide" : "attendance.take_up")}
            </Button>
          )}
          {one.status === "open" && (
            <span className="second numbers">
              {text("attendance.explain_until", {
                time: `${day(one.explain_until, zone)} ${minute(one.explain_until, zone)}`,
              })}
            </span>
          )}
        </div>
      )}
      {open === "explain" && <Explain one={one} onDone={close} />}
      {open === "decide" && <Decide one={one} onDone={close} />}
    </li>
  );
}

function Evidence({ one }: { one: AttendanceCase }) {
  const text = useText();
  const zone = useZone();
  const times = (all: CaseEvidence[]) => all.map(({ at }) => minute(at, zone)).join("  ");
  const isBare = one.punches.length + one.sign_ins.length + one.gaps.length === 0;
  if (isBare) return <p>{text("attendance.no_evidence")}</p>;
  return (
    <dl className="case-evidence numbers">
      {one.punches.length > 0 && (
        <>
          <dt>{text("attendance.punches")}</dt>
          <dd>{times(one.punches)}</dd>
        </>
      )}
      {one.sign_ins.length > 0 && (
        <>
          <dt>{text("attendance.sign_ins")}</dt>
          <dd>{times(one.sign_ins)}</dd>
        </>
      )}
      {one.gaps.length > 0 && (
        <>
          <dt>{text("attendance.gaps")}</dt>
          <dd>
            {one.gaps
              .map(({ from, until }) =>
                until == null
                  ? text("attendance.lasts", { from: minute(from, zone) })
                  : text("attendance.gap", {
                      from: minute(from, zone),
                      until: minute(until, zone),
                    }),
              )
              .join("  ")}
          </dd>
        </>
      )}
    </dl>
  );
}

type StepProps = { one: AttendanceCase; onDone: () => void };

function Explain({ one, onDone }: StepProps) {
  const text = useText();
  const explain = useExplain(one.id);
  const [said, setSaid] = useState("");
  const [evidence, setEvidence] = useState("");
  const [isMissing, setMissing] = useState(false);
  const send = () => {
    if (!said.trim()) return setMissing(true);
    const named = evidence.trim() ? [evidence.trim()] : [];
    const body = { revision: one.revision, text: said.trim(), evidence: named };
    explain.mutate(body, { onSuccess: onDone });
  };
  return (
    <div className="case-form">
      <Labelled label={text("attendance.explain_label")}>
        {(id) => (
          <Input.TextArea
            id={id}
            value={said}
            onChange={(event) => setSaid(event.target.value)}
            maxLength={2000}
            autoSize={{ minRows: 2 }}
            status={isMissing && !said.trim() ? "error" : undefined}
          />
        )}
      </Labelled>
      {isMissing && !said.trim() && <Missing />}
      <Labelled label={text("attendance.evidence_label")}>
        {(id) => (
          <Input
            id={id}
            value={evidence}
            onChange={(event) => setEvidence(event.target.value)}
            maxLength={200}
          />
        )}
      </Labelled>
      {explain.error && <Failure error={explain.error} />}
      <div className="case-actions">
        <Button type="primary" onClick={send} loading={explain.isPending}>
          {text("attendance.explain")}
        </Button>
        <Button onClick={onDone}>{text("attendance.cancel")}</Button>
      </div>
    </div>
  );
}

function Decide({ one, onDone }: StepProps) {
  const text = useText();
  const decide = useDecide(one.id);
  const [reason, setReason] = useState("");
  const [isMissing, setMissing] = useState(false);
  const send = (decision: CaseDecision) => {
    if (!reason.trim()) return setMissing(true);
    decide.mutate(
      { revision: one.revision, decision, reason: reason.trim() },
      { onSuccess: onDone },
    );
  };
  return (
    <div className="case-form">
      <Labelled label={text("attendance.reason_label")}>
        {(id) => (
          <Input.TextArea
            id={id}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            maxLength={2000}
            autoSize={{ minRows: 2 }}
            status={isMissing && !reason.trim() ? "error" : undefined}
          />
        )}
      </Labelled>
      {isMissing && !reason.trim() && <Missing />}
      {decide.error && <Failure error={decide.error} />}
      <div className="case-actions">
        {isWaiting(one.status) ? (
          <>
            <Button type="primary" onClick={() => send("accept")} loading={decide.isPending}>
              {text("attendance.accept")}
            </Button>
            <Button danger onClick={() => send("reject")} loading={decide.isPending}>
              {text("attendance.reject")}
            </Button>
          </>
        ) : (
          <Button type="primary" onClick={() => send("take_up_again")} loading={decide.isPending}>
            {text("attendance.take_up")}
          </Button>
        )}
        <Button onClick={onDone}>{text("attendance.cancel")}</Button>
      </div>
    </div>
  );
}

function Missing() {
  const text = useText();
  return (
    <p className="field-error" role="alert">
      {text("attendance.text_missing")}
    </p>
  );
}
