/**
 * The house's directory: what the last synchronisations did and why, tried or asked for anew.
 *
 * Room:  pages/access.
 */
import { Button } from "antd";
import { useState } from "react";
import { useDirectory, useSyncDirectory } from "../../api/directory";
import { useZone } from "../../api/queries";
import type { Directory, SyncReport } from "../../api/views";
import { dayClock } from "../../format/times";
import { type Key, useText } from "../../i18n/language";
import { SeverityMark } from "../../parts/Mark";
import { Empty, Failure, Loading } from "../../parts/states";
import { usePlaces } from "./places";
import { keptRolesText } from "./role-words";

const counts = [
  ["made", "directory.made"],
  ["changed", "directory.changed"],
  ["switched_off", "directory.switched_off"],
  ["switched_on", "directory.switched_on"],
  ["skipped", "directory.skipped"],
  ["unchanged", "directory.unchanged"],
  ["without_role", "directory.without_role"],
] as const satisfies readonly (readonly [keyof SyncReport, Key])[];

const kinds: Record<SyncReport["changes"][number]["kind"], Key> = {
  made: "directory.made",
  changed: "directory.changed",
  switched_off: "directory.switched_off",
  switched_on: "directory.switched_on",
  skipped: "directory.skipped",
};

const reasons: Record<string, Key> = {
  gone: "directory.gone",
  locked: "directory.locked",
  no_role: "directory.no_role",
  name_taken: "directory.name_taken",
  no_name: "directory.no_name",
};

const problems: Record<string, Key> = {
  directory_away: "directory.away",
  reader_refused: "directory.reader_refused",
  incomplete: "directory.incomplete",
  too_many_off: "directory.too_many_off",
};

export function DirectorySection() {
  const text = useText();
  const directory = useDirectory();
  return (
    <section aria-label={text("access.directory")} className="directory">
      {directory.error && <Failure error={directory.error} onRetry={() => directory.refetch()} />}
      {directory.isPending && <Loading rows={6} />}
      {directory.data === null && (
        <Empty title={text("directory.none")} hint={text("directory.none_hint")} />
      )}
      {directory.data && <Synchronising directory={directory.data} />}
    </section>
  );
}

function Synchronising({ directory }: { directory: Directory }) {
  const text = useText();
  const zone = useZone();
  const sync = useSyncDirectory();
  const [wasDry, setWasDry] = useState(true);
  const ask = (dry_run: boolean, allow_many = false) => {
    setWasDry(dry_run);
    sync.mutate({ dry_run, allow_many });
  };
  const told = sync.data?.sync;
  return (
    <>
      <div className="panel directory-facts">
        <strong>{directory.name}</strong>
        <span className="second">{directory.servers.join(" · ")}</span>
        <span>
          {directory.sync_at
            ? text("directory.nightly", { at: directory.sync_at })
            : text("directory.by_hand")}
        </span>
        <span className="second">
          {text("directory.guard", { percent: directory.most_off_percent })}
        </span>
      </div>
      <div className="settings-tools">
        <Button onClick={() => ask(true)} loading={sync.isPending && wasDry}>
          {text("directory.try")}
        </Button>
        <Button type="primary" onClick={() => ask(false)} loading={sync.isPending && !wasDry}>
          {text("directory.now")}
        </Button>
        <span className="second">{text("directory.try_hint")}</span>
      </div>
      {sync.error && <Failure error={sync.error} />}
      {told && (
        <div className="panel directory-told" role="status" data-told={wasDry ? "dry" : "done"}>
          <h2>{text(wasDry ? "directory.would" : "directory.did")}</h2>
          <Report report={told} />
          {told.problem === "too_many_off" && (
            <Button danger onClick={() => ask(false, true)} loading={sync.isPending}>
              {text("directory.all_the_same", { count: told.switched_off })}
            </Button>
          )}
        </div>
      )}
      <h2>{text("directory.before")}</h2>
      {directory.syncs.length === 0 && <p className="second">{text("directory.never")}</p>}
      <ol className="audit">
        {directory.syncs.map((one) => (
          <li key={`${one.began_at} ${one.actor}`} className="panel">
            <details>
              <summary className="directory-line">
                <span className="numbers">{dayClock(one.began_at, zone)}</span>
                <strong>{one.actor}</strong>
                {one.is_dry_run && <span className="origin">{text("directory.dry")}</span>}
                <span className="second">
                  {one.report.problem
                    ? text(problems[one.report.problem] ?? "directory.fault")
                    : text("directory.summary", {
                        made: one.report.made,
                        changed: one.report.changed,
                        off: one.report.switched_off,
                      })}
                </span>
              </summary>
              <Report report={one.report} />
            </details>
          </li>
        ))}
      </ol>
    </>
  );
}

function Report({ report }: { report: SyncReport }) {
  const text = useText();
  const places = usePlaces();
  const roles = (kept: string) => keptRolesText(kept, places, text);
  // Nothing was looked at: zeros would say that nobody is there.
  const isCounted = report.problem == null || report.problem === "too_many_off";
  return (
    <>
      {report.problem && (
        <p className="directory-problem">
          <SeverityMark severity="critical" />
          <span>{text(problems[report.problem] ?? "directory.fault")}</span>
        </p>
      )}
      {isCounted && (
        <dl className="directory-counts numbers">
          <div>
            <dt>{text("directory.found")}</dt>
            <dd>{report.found}</dd>
          </div>
          {counts.map(([name, key]) => (
            <div key={name} data-count={name}>
              <dt>{text(key)}</dt>
              <dd>{report[name]}</dd>
            </div>
          ))}
        </dl>
      )}
      {report.changes.length > 0 && (
        <ul className="directory-changes">
          {report.changes.map((change) => (
            <li key={`${change.kind} ${change.name}`}>
              <strong>{change.name}</strong> <span>{text(kinds[change.kind])}</span>{" "}
              {change.reason && (
                <span className="second">{text(reasons[change.reason] ?? "directory.fault")}</span>
              )}{" "}
              {change.before != null && <del className="second">{roles(change.before)}</del>}{" "}
              {change.after != null && <span>{roles(change.after)}</span>}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
