/** The server itself: what is not well, what it keeps on disk, and how fast it is. */
import { useEffect, useRef, useState } from "react";
import { useHealth } from "../../api/queries";
import type { HealthReport, Trouble } from "../../api/views";
import { bytes, count, rate } from "../../format/numbers";
import { type Key, type Text, useText } from "../../i18n/language";
import { SeverityMark } from "../../parts/Mark";
import { Failure, Loading } from "../../parts/states";
import { type Rates, rates } from "./rates";
import "./health.css";

export function ServerHealth() {
  const text = useText();
  const { data, error, isPending, refetch } = useHealth();
  const told = useRates(data ?? null);
  return (
    <section aria-label={text("health.server")}>
      <h2>{text("health.server")}</h2>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {isPending && <Loading rows={4} />}
      {data && (
        <div className="health">
          <Troubles troubles={data.troubles} version={data.version} />
          <Storage storage={data.storage} />
          <Speed report={data} rates={told} />
        </div>
      )}
    </section>
  );
}

/** Between this look and the one before it. */
function useRates(now: HealthReport | null): Rates | null {
  const before = useRef<HealthReport | null>(null);
  const [told, tell] = useState<Rates | null>(null);
  useEffect(() => {
    if (now && before.current && before.current.at !== now.at) tell(rates(before.current, now));
    if (now) before.current = now;
  }, [now]);
  return told;
}

const remedies: Record<Trouble["kind"], Key> = {
  journal: "health.journal_remedy",
  history: "health.history_remedy",
  set_aside: "health.set_aside_remedy",
  refused: "health.refused_remedy",
  disk: "health.disk_remedy",
};

function troubleText(trouble: Trouble, text: Text): string {
  switch (trouble.kind) {
    case "journal":
      return text("health.journal");
    case "history":
      return text("health.history");
    case "disk":
      return text("health.disk");
    case "set_aside":
      return text("health.set_aside", { count: count(trouble.count) });
    case "refused":
      return text("health.refused", { count: count(trouble.count) });
  }
}

function Troubles({ troubles, version }: { troubles: Trouble[]; version: string }) {
  const text = useText();
  return (
    <div className="panel" data-troubles={troubles.length}>
      <h3>{text("health.condition")}</h3>
      {troubles.length === 0 && (
        <p>
          <SeverityMark severity="good" /> {text("health.well")}
        </p>
      )}
      <ul className="health-troubles">
        {troubles.map((trouble) => {
          const isGrave = trouble.kind === "journal" || trouble.kind === "history";
          return (
            <li key={trouble.kind}>
              <SeverityMark severity={isGrave ? "critical" : "warning"} />{" "}
              <strong>{troubleText(trouble, text)}</strong>
              {trouble.message && <code>{trouble.message}</code>}
              <p className="second">{text(remedies[trouble.kind])}</p>
            </li>
          );
        })}
      </ul>
      <p className="second numbers">{text("health.version", { version })}</p>
    </div>
  );
}

const parts = ["history", "journal", "archive", "frames", "snapshots", "backups"] as const;
const partNames: Record<(typeof parts)[number], Key> = {
  history: "health.part_history",
  journal: "health.part_journal",
  archive: "health.part_archive",
  frames: "health.part_frames",
  snapshots: "health.part_snapshots",
  backups: "health.part_backups",
};

function Storage({ storage }: { storage: HealthReport["storage"] }) {
  const text = useText();
  const used = parts.reduce((sum, part) => sum + storage[part], 0);
  return (
    <div className="panel">
      <h3>
        {text("health.storage")} <span className="second numbers">{bytes(used)}</span>
      </h3>
      <ul className="health-lines numbers">
        {parts.map((part) => (
          <li key={part}>
            <span>{text(partNames[part])}</span>
            <span>{bytes(storage[part])}</span>
          </li>
        ))}
        <li>
          <span>{text("health.free")}</span>
          <strong>{bytes(storage.free)}</strong>
        </li>
      </ul>
    </div>
  );
}

function Speed({ report, rates: told }: { report: HealthReport; rates: Rates | null }) {
  const text = useText();
  const { speed } = report;
  const perSecond = (value: number | undefined) => (value === undefined ? null : value.toFixed(1));
  const milliseconds = (value: number | null | undefined) =>
    value == null ? null : `${value.toFixed(1)} ms`;
  const shown: [Key, string | null][] = [
    ["health.records_rate", perSecond(told?.records)],
    ["health.records", count(speed.records)],
    ["health.history_lag", count(speed.history_lag)],
    ["health.clients", count(speed.stream_clients)],
    ["health.frames_rate", perSecond(told?.frames)],
    ["health.build", milliseconds(told?.meanBuildMs)],
    ["health.requests_rate", perSecond(told?.requests)],
    ["health.request", milliseconds(told?.meanRequestMs)],
    ["health.quick", told?.quick == null ? null : rate(told.quick)],
    ["health.memory", bytes(speed.memory_bytes)],
  ];
  return (
    <div className="panel">
      <h3>{text("health.speed")}</h3>
      <ul className="health-lines numbers">
        {shown.map(([name, value]) => (
          <li key={name}>
            <span>{text(name)}</span>
            <span>{value ?? "–"}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
