/** Plans from and to a file: a preview first, every error with its place and what to do. */
import { Button } from "antd";
import { useState } from "react";
import { useSession } from "../../api/queries";
import { may } from "../../api/rights";
import { useImportFloors } from "../../api/seats";
import type { PlanImport } from "../../api/views";
import { type Key, useText } from "../../i18n/language";
import { Failure } from "../../parts/states";

const errorNames: Record<string, Key> = {
  missing_column: "plan_error.missing_column",
  unknown_site: "plan_error.unknown_site",
  unknown_seat: "plan_error.unknown_seat",
  other_site: "plan_error.other_site",
  not_a_number: "plan_error.not_a_number",
  off_grid: "plan_error.off_grid",
  bad_turn: "plan_error.bad_turn",
  bad_name: "plan_error.bad_name",
  seat_twice: "plan_error.seat_twice",
  place_taken: "plan_error.place_taken",
  seat_elsewhere: "plan_error.seat_elsewhere",
  unreadable: "plan_error.unreadable",
};

export function ImportPanel() {
  const text = useText();
  const session = useSession();
  const [file, setFile] = useState("");
  const send = useImportFloors();
  const read = async (chosen: File | undefined) => {
    if (!chosen) return;
    const content = await chosen.text();
    setFile(content);
    send.mutate({ text: content, is_preview: true });
  };
  const report = send.data?.import;
  const mayKeep = report && !report.is_written && report.errors.length === 0;
  return (
    <section className="stack panel seats-files" aria-label={text("seats.files")}>
      <a href="/api/v1/floors.csv" download>
        {text("seats.export")}
      </a>
      {may(session.data, "manage_plans") && (
        <>
          <p className="second">{text("seats.import_hint")}</p>
          <label>
            {text("seats.import")}{" "}
            <input
              type="file"
              accept=".csv,text/csv"
              onChange={(event) => read(event.target.files?.[0])}
            />
          </label>
          {send.error && <Failure error={send.error} />}
          {report && <Report report={report} />}
          {mayKeep && report.floors.length > 0 && (
            <Button
              type="primary"
              loading={send.isPending}
              onClick={() => send.mutate({ text: file, is_preview: false })}
            >
              {text("seats.import_write")}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

function Report({ report }: { report: PlanImport }) {
  const text = useText();
  return (
    <div role="status">
      {report.is_written && <p>{text("seats.import_done")}</p>}
      {report.floors.map((floor) => (
        <p key={floor.site + floor.floor}>{text("seats.import_floor", floor)}</p>
      ))}
      {report.errors.length > 0 && (
        <table className="import-errors">
          <thead>
            <tr>
              <th>{text("seats.import_row")}</th>
              <th>{text("seats.import_column")}</th>
              <th>{text("seats.import_given")}</th>
              <th>{text("seats.import_wrong")}</th>
            </tr>
          </thead>
          <tbody>
            {report.errors.map((error) => {
              const name = errorNames[error.code];
              return (
                <tr key={`${error.row} ${error.column} ${error.code} ${error.given}`}>
                  <td>{error.row || "–"}</td>
                  <td>{error.column}</td>
                  <td>{error.given}</td>
                  <td>{name ? text(name) : error.hint}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </div>
  );
}
