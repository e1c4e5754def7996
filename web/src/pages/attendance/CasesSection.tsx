/**
 * The list of what does not fit, by day; and the sheet of a month.
 *
 * Room:  pages/attendance.
 * Holds: what waits for somebody stands first to be seen; the list looks again by itself.
 */
import { Button, Select } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { sheetAddress, useCases } from "../../api/attendance";
import { useZone } from "../../api/queries";
import { useTeams } from "../../api/seats";
import type { AttendanceCase, CaseStatus } from "../../api/views";
import { day } from "../../format/times";
import { type Key, useLanguage, useText } from "../../i18n/language";
import { Empty, Failure, Loading } from "../../parts/states";
import { CaseCard } from "./CaseCard";
import { isWaiting, statusNames } from "./case-words";

type Wanted = CaseStatus | "waiting" | "any";
const wantedNames: Record<Wanted, Key> = {
  waiting: "attendance.waiting",
  any: "attendance.any_status",
  ...statusNames,
};
const dayMs = 86_400_000;

export function CasesSection({ mayJudge }: { mayJudge: boolean }) {
  const text = useText();
  const zone = useZone();
  const [search, setSearch] = useSearchParams();
  const today = day(Date.now(), zone);
  const until = search.get("until") ?? today;
  const from = search.get("from") ?? day(Date.now() - 7 * dayMs, zone);
  const wanted = (search.get("status") ?? "waiting") as Wanted;
  const cases = useCases(from, until);
  const put = (name: string, value: string) =>
    setSearch(
      (now) => {
        now.set(name, value);
        return now;
      },
      { replace: true },
    );
  const all = cases.data ?? [];
  const shown = all.filter((one) => isWanted(one, wanted));
  return (
    <section aria-label={text("attendance.cases")}>
      <div className="case-tools">
        <label>
          {text("attendance.from")}{" "}
          <input
            type="date"
            value={from}
            max={until}
            onChange={(event) => event.target.value && put("from", event.target.value)}
          />
        </label>
        <label>
          {text("attendance.until")}{" "}
          <input
            type="date"
            value={until}
            min={from}
            max={today}
            onChange={(event) => event.target.value && put("until", event.target.value)}
          />
        </label>
        <Select<Wanted>
          aria-label={text("attendance.status")}
          value={wanted}
          onChange={(value) => put("status", value)}
          options={(Object.keys(wantedNames) as Wanted[]).map((value) => ({
            value,
            label: text(wantedNames[value]),
          }))}
          className="case-status-choice"
        />
        <span className="second numbers" role="status">
          {text("attendance.shown", { shown: shown.length, total: all.length })}
        </span>
      </div>
      {mayJudge && <Sheet month={until.slice(0, 7)} />}
      {cases.error && <Failure error={cases.error} onRetry={() => cases.refetch()} />}
      {cases.isPending && <Loading />}
      {cases.data && all.length === 0 && (
        <Empty title={text("attendance.none")} hint={text("attendance.none_hint")} />
      )}
      {all.length > 0 && shown.length === 0 && <Empty title={text("attendance.none_like")} />}
      {days(shown).map(([dayText, list]) => (
        <section key={dayText} aria-label={dayText} className="case-day">
          <h2 className="numbers">{dayText}</h2>
          <ul className="cases">
            {list.map((one) => (
              <CaseCard key={one.id} one={one} />
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}

function isWanted(one: AttendanceCase, wanted: Wanted): boolean {
  if (wanted === "any") return true;
  if (wanted === "waiting") return isWaiting(one.status) || one.has_changed;
  return one.status === wanted;
}

function days(cases: AttendanceCase[]): [string, AttendanceCase[]][] {
  const byDay = new Map<string, AttendanceCase[]>();
  for (const one of cases) byDay.set(one.day, [...(byDay.get(one.day) ?? []), one]);
  return [...byDay];
}

function Sheet({ month: first }: { month: string }) {
  const text = useText();
  const { language } = useLanguage();
  const teams = useTeams();
  const [team, setTeam] = useState<number>();
  const [month, setMonth] = useState(first);
  const chosen = team ?? teams.data?.[0]?.id;
  return (
    <details className="panel case-sheet">
      <summary>{text("attendance.sheet")}</summary>
      <div className="case-tools">
        <Select
          aria-label={text("attendance.team")}
          value={chosen}
          onChange={setTeam}
          options={teams.data?.map(({ id, name }) => ({ value: id, label: name }))}
          className="case-status-choice"
        />
        <label>
          {text("attendance.month")}{" "}
          <input type="month" value={month} onChange={(event) => setMonth(event.target.value)} />
        </label>
        <Button
          href={chosen && month ? sheetAddress(chosen, month, language) : undefined}
          disabled={!chosen || !month}
        >
          {text("attendance.download")}
        </Button>
      </div>
    </details>
  );
}
