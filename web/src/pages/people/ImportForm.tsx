/**
 * People from a file: chosen, looked at, then taken whole; every error with its place and the way out.
 *
 * Room:  pages/people, in the drawer of those who manage everybody.
 * Holds: a file is always looked at before it can be taken; another day looks at it anew.
 */
import { Button } from "antd";
import { useId, useState } from "react";
import { useImportPeople } from "../../api/people";
import type {
  PeopleChoices,
  PeopleFileError,
  PeopleFileLine,
  PeopleFileReport,
} from "../../api/views";
import { count } from "../../format/numbers";
import { type Key, useLanguage, useText } from "../../i18n/language";
import { Note } from "../../parts/conditions";
import { Failure, Loading } from "../../parts/states";
import { valueText, whatText } from "../person/words";
import { DayField, ReasonField, Wrong } from "./fields";

/** Codes in the reader's language; of others the server's own hint stands. */
const errorNames: Record<string, Key> = {
  missing_column: "people_file.missing_column",
  unknown_column: "people_file.unknown_column",
  column_twice: "people_file.column_twice",
  bad_number: "people_file.bad_number",
  number_twice: "people_file.number_twice",
  bad_name: "people_file.bad_name",
  bad_day: "people_file.bad_day",
  unknown_name: "people_file.unknown_name",
  name_of_several: "people_file.name_of_several",
  bad_skill: "people_file.bad_skill",
  bad_hours: "people_file.bad_hours",
  bad_flag: "people_file.bad_flag",
  agent_twice: "people_file.agent_twice",
  claimed: "people_file.claimed",
  changed_meanwhile: "people.changed_meanwhile",
  too_large: "people_file.too_large",
  too_many_rows: "people_file.too_many_rows",
  too_many_columns: "people_file.too_many_columns",
  encrypted: "people_file.encrypted",
  unreadable: "people_file.unreadable",
  not_text: "people_file.unreadable",
};

const shown = 100;

export function ImportForm({ choices, onDone }: { choices: PeopleChoices; onDone: () => void }) {
  const text = useText();
  const { language } = useLanguage();
  const field = useId();
  const send = useImportPeople();
  const [file, setFile] = useState<File | null>(null);
  const [from, setFrom] = useState(choices.today);
  const [reason, setReason] = useState("");
  const [isTried, setTried] = useState(false);
  const look = (chosen: File | null, day: string) => {
    setFile(chosen);
    setFrom(day);
    setTried(false);
    if (chosen) send.mutate({ file: chosen, from: day, reason: null });
  };
  const report = send.data?.import;
  const changes = report ? report.new + report.changed : 0;
  const mayTake = file && report && !report.is_written && report.all_errors === 0 && changes > 0;
  const take = () => {
    setTried(true);
    if (file && reason.trim() !== "") send.mutate({ file, from, reason });
  };
  return (
    <div className="settings-form">
      <p className="second settings-intro">
        {text("people_file.hint")}{" "}
        <a href={`/api/v1/people/template.xlsx?lang=${language}`} download>
          {text("people_file.template")}
        </a>
      </p>
      <div className="settings-field">
        <label htmlFor={field}>{text("people_file.file")}</label>
        <input
          id={field}
          type="file"
          accept=".xlsx,.csv,text/csv"
          onChange={(event) => look(event.target.files?.[0] ?? null, from)}
        />
      </div>
      <DayField
        label={text("people.from_day")}
        hint={text("people_file.from_hint")}
        value={from}
        onChoose={(day) => look(file, day)}
      />
      {send.error && <Failure error={send.error} />}
      {send.isPending && <Loading rows={3} />}
      {report && !send.isPending && <Report report={report} />}
      {mayTake && !send.isPending && (
        <>
          <ReasonField value={reason} onChange={setReason} />
          {isTried && reason.trim() === "" && <Wrong>{text("people.reason_missing")}</Wrong>}
        </>
      )}
      <div className="settings-tools">
        {mayTake && (
          <Button type="primary" loading={send.isPending} onClick={take}>
            {text("people_file.take", { count: changes })}
          </Button>
        )}
        <Button onClick={onDone}>{text("action.close")}</Button>
      </div>
    </div>
  );
}

function Report({ report }: { report: PeopleFileReport }) {
  const text = useText();
  const counts = {
    fresh: count(report.new),
    changed: count(report.changed),
    same: count(report.unchanged),
  };
  return (
    <div className="stack" role="status">
      {report.is_written ? (
        <Note severity="good">{text("people_file.done", counts)}</Note>
      ) : (
        <p className="settings-intro numbers">{text("people_file.would", counts)}</p>
      )}
      {report.all_errors > 0 && (
        <>
          <Note severity="critical">
            {text("people_file.errors", { count: report.all_errors })}
          </Note>
          <ul className="file-errors">
            {report.errors.slice(0, shown).map((error) => (
              <FileError
                key={`${error.sheet} ${error.row} ${error.column} ${error.code}`}
                error={error}
              />
            ))}
          </ul>
        </>
      )}
      {report.all_errors === 0 && !report.is_written && report.lines.length > 0 && (
        <ul className="file-lines">
          {report.lines.slice(0, shown).map((line) => (
            <Line key={line.row} line={line} />
          ))}
        </ul>
      )}
      {report.lines.length > shown && report.all_errors === 0 && (
        <p className="second">{text("people_file.more", { count: shown })}</p>
      )}
    </div>
  );
}

function FileError({ error }: { error: PeopleFileError }) {
  const text = useText();
  const name = errorNames[error.code];
  return (
    <li>
      {error.row > 0 && (
        <strong className="numbers">
          {[error.sheet, text("people_file.row", { row: error.row }), error.column]
            .filter(Boolean)
            .join(" · ")}
        </strong>
      )}{" "}
      {error.given && <q>{error.given}</q>} <span>{name ? text(name) : error.hint}</span>
    </li>
  );
}

function Line({ line }: { line: PeopleFileLine }) {
  const text = useText();
  return (
    <li>
      <span>
        <strong>{text(line.outcome === "new" ? "people_file.new" : "people_file.changed")}</strong>{" "}
        {text("people.named", line)}
      </span>
      {line.outcome !== "new" &&
        line.changes.map((change) => (
          <span
            key={`${change.what} ${change.was?.text} ${change.becomes?.text}`}
            className="file-change"
          >
            {whatText(change.what, text)} {change.was && <del>{valueText(change.was, text)}</del>}{" "}
            <ins>{valueText(change.becomes, text)}</ins>
          </span>
        ))}
    </li>
  );
}
