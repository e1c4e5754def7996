/**
 * Shifts and punches from files: looked at first, then taken whole or not at all.
 *
 * Room:  pages/attendance.
 */
import { Button, Select } from "antd";
import { useId, useState } from "react";
import { useAttendanceImport } from "../../api/attendance";
import type { AttendanceFile, AttendanceImport } from "../../api/views";
import { useText } from "../../i18n/language";
import { SeverityMark } from "../../parts/Mark";
import { Failure } from "../../parts/states";

type Chosen = { name: string; text: string };

export function FilesSection() {
  const text = useText();
  const field = useId();
  const [kind, setKind] = useState<AttendanceFile>("shifts");
  const [file, setFile] = useState<Chosen | null>(null);
  const send = useAttendanceImport();
  const go = (is_preview: boolean) => {
    if (file) send.mutate({ kind, name: file.name.slice(0, 60), text: file.text, is_preview });
  };
  const choose = async (chosen: File | undefined) => {
    send.reset();
    setFile(chosen ? { name: chosen.name, text: await chosen.text() } : null);
  };
  const looked = send.data?.import;
  const isReady = looked !== undefined && looked.faults.length === 0 && !looked.is_written;
  return (
    <section aria-label={text("attendance.files")}>
      <p className="second">
        {text("files.hint")} <a href="/api/v1/attendance/people.csv">{text("files.people")}</a>
      </p>
      <div className="case-tools">
        <Select<AttendanceFile>
          aria-label={text("files.kind")}
          value={kind}
          onChange={(value) => {
            send.reset();
            setKind(value);
          }}
          options={[
            { value: "shifts", label: text("files.shifts") },
            { value: "punches", label: text("files.punches") },
          ]}
          className="case-status-choice"
        />
        <label htmlFor={field}>{text("files.choose")}</label>
        <input
          id={field}
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          onChange={(event) => void choose(event.target.files?.[0])}
        />
        <Button onClick={() => go(true)} disabled={!file} loading={send.isPending}>
          {text("files.check")}
        </Button>
        <Button type="primary" onClick={() => go(false)} disabled={!isReady}>
          {text("files.take")}
        </Button>
      </div>
      {send.error && <Failure error={send.error} />}
      {looked && <Looked looked={looked} />}
    </section>
  );
}

function Looked({ looked }: { looked: AttendanceImport }) {
  const text = useText();
  if (looked.faults.length > 0) {
    return (
      <div role="alert">
        <p>
          <SeverityMark severity="critical" />{" "}
          {text("files.faults", { count: looked.faults.length })}
        </p>
        <ol className="file-faults numbers">
          {looked.faults.map(({ line, what }) => (
            <li key={line}>{text("files.fault", { line, what })}</li>
          ))}
        </ol>
      </div>
    );
  }
  return (
    <div role="status">
      <p>
        <SeverityMark severity="good" />{" "}
        {text(looked.is_written ? "files.taken" : "files.ready", { rows: looked.rows })}
      </p>
      {looked.unknown.length > 0 && (
        <p>
          <SeverityMark severity="warning" />{" "}
          {text("files.unknown", { numbers: looked.unknown.join("、") })}
        </p>
      )}
    </div>
  );
}
