/**
 * One event of compliance: how grave, who, what, from where, why graded so, and who took note.
 *
 * Room:  pages/compliance.
 * Holds: the grade is a shape and a word besides its colour; whoever did it is told before that somebody else
 *        takes note.
 */
import { Button, Input } from "antd";
import { useState } from "react";
import { useNote } from "../../api/compliance";
import { useZone } from "../../api/queries";
import type { ComplianceEvent } from "../../api/views";
import { day, dayClock, minute } from "../../format/times";
import { useText } from "../../i18n/language";
import { Labelled } from "../../parts/Labelled";
import { Link } from "../../parts/Link";
import { SeverityMark } from "../../parts/Mark";
import { Failure } from "../../parts/states";
import { auditNames } from "../access/audit-words";
import { foundText, gradesText, marks, ruleNames, severityWords } from "./compliance-words";

type Props = { one: ComplianceEvent; mayAudit: boolean };

export function EventCard({ one, mayAudit }: Props) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  const isNoted = one.noted_at != null;
  return (
    <li
      className={`panel case compliance-event compliance-${one.severity}`}
      data-rule={one.rule}
      data-severity={one.severity}
      data-noted={isNoted}
    >
      <div className="case-head">
        <span className="compliance-grade">
          <SeverityMark severity={marks[one.severity]} />
          <strong>{text(severityWords[one.severity])}</strong>
        </span>
        <strong>{text(ruleNames[one.rule])}</strong>
        <span className="case-state second">
          {text(isNoted ? "compliance.noted" : "compliance.open")}
        </span>
      </div>
      <p>{foundText(one, text)}</p>
      <p className="second numbers case-where">{gradesText(one, text)}</p>
      <Facts one={one} />
      <Noted one={one} />
      {mayAudit && <AuditLink one={one} />}
      {!isNoted && one.is_own && <p className="compliance-own">{text("compliance.own")}</p>}
      {!isNoted && !one.is_own && !isOpen && (
        <div className="case-actions">
          <Button onClick={() => setOpen(true)}>{text("compliance.note")}</Button>
        </div>
      )}
      {!isNoted && !one.is_own && isOpen && <NoteForm one={one} onDone={() => setOpen(false)} />}
    </li>
  );
}

function Facts({ one }: { one: ComplianceEvent }) {
  const text = useText();
  const zone = useZone();
  const actions = one.why.actions.map((word) => {
    const name = auditNames[word];
    return name ? text(name) : word;
  });
  const [first, last] = [minute(one.first_at, zone), minute(one.last_at, zone)];
  const when = first === last ? first : `${first} – ${last}`;
  return (
    <dl className="case-evidence">
      <dt>{text("compliance.who")}</dt>
      <dd>{one.actor}</dd>
      <dt>{text("compliance.what")}</dt>
      <dd>{actions.join(text("compliance.and"))}</dd>
      <dt>{text("compliance.origin")}</dt>
      <dd className="numbers">{one.why.origins.join(text("compliance.and"))}</dd>
      <dt>{text("compliance.when")}</dt>
      <dd className="numbers">
        {day(one.first_at, zone)} {when}
      </dd>
    </dl>
  );
}

function Noted({ one }: { one: ComplianceEvent }) {
  const text = useText();
  const zone = useZone();
  if (one.noted_at == null) return null;
  const values = { who: one.noted_by ?? "", time: dayClock(one.noted_at, zone) };
  return (
    <blockquote>
      <span className="second numbers">{text("compliance.noted_by", values)}</span>
      <br />
      {one.note}
    </blockquote>
  );
}

/** What the same actor did that day, in the audit list. */
function AuditLink({ one }: { one: ComplianceEvent }) {
  const text = useText();
  const [action, ...others] = one.why.actions;
  const asked = new URLSearchParams({ section: "audit", actor: one.actor, day: one.day });
  if (action && others.length === 0) asked.set("action", action);
  return (
    <Link className="compliance-audit" to={`/access?${asked}`}>
      {text("compliance.in_audit")}
    </Link>
  );
}

function NoteForm({ one, onDone }: { one: ComplianceEvent; onDone: () => void }) {
  const text = useText();
  const take = useNote(one.id);
  const [note, setNote] = useState("");
  const [isTried, setTried] = useState(false);
  const isMissing = isTried && !note.trim();
  const send = () => {
    setTried(true);
    if (!note.trim()) return;
    take.mutate({ revision: one.revision, note: note.trim() }, { onSuccess: onDone });
  };
  return (
    <div className="case-form">
      <Labelled label={text("compliance.note_label")}>
        {(id) => (
          <Input.TextArea
            id={id}
            value={note}
            onChange={(event) => setNote(event.target.value)}
            maxLength={1000}
            autoSize={{ minRows: 2 }}
            status={isMissing ? "error" : undefined}
          />
        )}
      </Labelled>
      {isMissing && (
        <p className="field-error" role="alert">
          {text("compliance.note_missing")}
        </p>
      )}
      {take.error && <Failure error={take.error} />}
      <div className="case-actions">
        <Button type="primary" onClick={send} loading={take.isPending}>
          {text("compliance.note_done")}
        </Button>
        <Button onClick={onDone}>{text("compliance.cancel")}</Button>
      </div>
    </div>
  );
}
