/**
 * One finding: who, which rule, what was seen, what was said and decided, what to do.
 *
 * Room:  pages/discipline.
 * Holds: a picture is asked for only when somebody wants to see it, because looking is audited.
 */
import { Button, Input } from "antd";
import { useState } from "react";
import { photoAddress, useAppeal, useDecideFinding } from "../../api/discipline";
import { useZone } from "../../api/queries";
import type { ConductFinding, FindingDecision } from "../../api/views";
import { day, dayClock, minute } from "../../format/times";
import { type Key, useLanguage, useText } from "../../i18n/language";
import { Labelled } from "../../parts/Labelled";
import { Link } from "../../parts/Link";
import { SeverityMark } from "../../parts/Mark";
import { Failure } from "../../parts/states";
import { findingNames, findingSeverity, gravityNames, levelNames } from "./discipline-words";
import { PersonChoice } from "./PersonChoice";

export function FindingCard({ one }: { one: ConductFinding }) {
  const text = useText();
  const zone = useZone();
  const { language } = useLanguage();
  const [open, setOpen] = useState<"appeal" | "decide" | null>(null);
  const [isSeen, setSeen] = useState(false);
  const close = () => setOpen(null);
  const until = (instant: string) => `${day(instant, zone)} ${minute(instant, zone)}`;
  const rule = language === "zh-CN" ? one.rule.name_zh : one.rule.name_en;
  const how = one.level ? text(levelNames[one.level]) : text("discipline.outside");
  return (
    <li className="panel case" data-finding={one.rule.code} data-status={one.status}>
      <div className="case-head">
        <strong>
          <Who one={one} />
        </strong>
        {one.number && one.name && <span className="second numbers">{one.number}</span>}
        <span className="case-state">
          <SeverityMark severity={findingSeverity[one.status]} />
          {text(findingNames[one.status])}
        </span>
      </div>
      <p>
        {rule} · {text(gravityNames[one.rule.gravity])} ·{" "}
        <strong className="numbers">{text("discipline.points", { count: one.rule.points })}</strong>
      </p>
      <p className="second numbers case-where">
        {[
          minute(one.seen_at, zone),
          one.team_name,
          one.site_name,
          one.seat && text("discipline.seat", { seat: one.seat }),
          how,
          one.found_by && text("discipline.found_by", { who: one.found_by }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {one.note && <p>{one.note}</p>}
      <SaidAt name="discipline.confirmed_at" said={one.confirmation} />
      <SaidAt name="discipline.appealed_at" said={one.appeal} />
      <SaidAt name="discipline.decided_at" said={one.decision} />
      {isSeen && (
        <img
          className="finding-photo"
          src={photoAddress(one.id)}
          alt={text("discipline.photo_of")}
        />
      )}
      {open === null && (
        <div className="case-actions finding-actions">
          {one.has_photo && !isSeen && (
            <Button onClick={() => setSeen(true)} title={text("discipline.photo_hint")}>
              {text("discipline.show_photo")}
            </Button>
          )}
          {one.may_appeal && (
            <Button onClick={() => setOpen("appeal")}>{text("discipline.appeal")}</Button>
          )}
          {(one.may_confirm || one.may_judge) && (
            <Button onClick={() => setOpen("decide")}>{text("discipline.decide")}</Button>
          )}
          {one.may_appeal && (
            <span className="second numbers">
              {text("discipline.appeal_until", { time: until(one.appeal_until) })}
            </span>
          )}
          {one.lapses_at && (
            <span className="second numbers">
              {text("discipline.lapses_at", { time: until(one.lapses_at) })}
            </span>
          )}
        </div>
      )}
      {open === "appeal" && <Appeal one={one} onDone={close} />}
      {open === "decide" && <Decide one={one} onDone={close} />}
    </li>
  );
}

function Who({ one }: { one: ConductFinding }) {
  const text = useText();
  if (one.person != null && !one.is_own) {
    return <Link to={`/people/${one.person}`}>{one.name ?? one.number}</Link>;
  }
  return one.name ?? one.number ?? text("discipline.unknown");
}

type SaidProps = {
  name: "discipline.confirmed_at" | "discipline.appealed_at" | "discipline.decided_at";
  said: ConductFinding["appeal"];
};

function SaidAt({ name, said }: SaidProps) {
  const text = useText();
  const zone = useZone();
  if (!said) return null;
  return (
    <blockquote>
      <span className="second numbers">
        {[text(name, { time: dayClock(said.at, zone) }), said.by].filter(Boolean).join(" · ")}
      </span>
      <br />
      {said.text}
    </blockquote>
  );
}

type StepProps = { one: ConductFinding; onDone: () => void };

function Appeal({ one, onDone }: StepProps) {
  const text = useText();
  const appeal = useAppeal(one.id);
  const [said, setSaid] = useState("");
  const [isTried, setTried] = useState(false);
  const isMissing = isTried && !said.trim();
  const send = () => {
    setTried(true);
    if (!said.trim()) return;
    appeal.mutate({ revision: one.revision, text: said.trim() }, { onSuccess: onDone });
  };
  return (
    <div className="case-form">
      <Words label="discipline.appeal_label" value={said} onChange={setSaid} isBad={isMissing} />
      {appeal.error && <Failure error={appeal.error} />}
      <div className="case-actions finding-actions">
        <Button type="primary" onClick={send} loading={appeal.isPending}>
          {text("discipline.send_appeal")}
        </Button>
        <Button onClick={onDone}>{text("discipline.cancel")}</Button>
      </div>
    </div>
  );
}

function Decide({ one, onDone }: StepProps) {
  const text = useText();
  const decide = useDecideFinding(one.id);
  const [reason, setReason] = useState("");
  const [number, setNumber] = useState<string | null>(null);
  const [isTried, setTried] = useState(false);
  const isMissing = isTried && !reason.trim();
  const send = (decision: FindingDecision) => {
    setTried(true);
    if (!reason.trim()) return;
    const body = { revision: one.revision, decision, reason: reason.trim() };
    decide.mutate(number ? { ...body, number } : body, { onSuccess: onDone });
  };
  const [yes, no] = one.may_confirm
    ? (["confirm", "dismiss"] as const)
    : (["uphold", "overturn"] as const);
  return (
    <div className="case-form">
      {one.may_confirm && !one.number && (
        <PersonChoice label={text("discipline.who")} value={number} onChange={setNumber} />
      )}
      <Words label="discipline.reason" value={reason} onChange={setReason} isBad={isMissing} />
      {decide.error && <Failure error={decide.error} />}
      <div className="case-actions finding-actions">
        <Button type="primary" onClick={() => send(yes)} loading={decide.isPending}>
          {text(yes === "confirm" ? "discipline.confirm" : "discipline.uphold")}
        </Button>
        <Button onClick={() => send(no)} loading={decide.isPending}>
          {text(no === "dismiss" ? "discipline.dismiss" : "discipline.overturn")}
        </Button>
        <Button onClick={onDone}>{text("discipline.cancel")}</Button>
      </div>
    </div>
  );
}

type WordsProps = { label: Key; value: string; onChange: (value: string) => void; isBad: boolean };

export function Words({ label, value, onChange, isBad }: WordsProps) {
  const text = useText();
  return (
    <>
      <Labelled label={text(label)}>
        {(id) => (
          <Input.TextArea
            id={id}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            maxLength={1000}
            autoSize={{ minRows: 2 }}
            status={isBad ? "error" : undefined}
          />
        )}
      </Labelled>
      {isBad && (
        <p className="field-error" role="alert">
          {text("discipline.missing")}
        </p>
      )}
    </>
  );
}
