/**
 * The list of what was found, by day: one's own, and of whom one may see.
 *
 * Room:  pages/discipline.
 * Holds: what waits for somebody can be seen alone; the list looks again by itself.
 */
import { useState } from "react";
import { useFindings } from "../../api/discipline";
import { useText } from "../../i18n/language";
import { Choice } from "../../parts/Choice";
import { Empty, Failure, Loading } from "../../parts/states";
import { FindingCard } from "./FindingCard";

type Wanted = "all" | "waiting";

export function FindingsSection() {
  const text = useText();
  const findings = useFindings();
  const [wanted, setWanted] = useState<Wanted>("all");
  const all = findings.data ?? [];
  const shown = all.filter(
    (one) => wanted === "all" || one.may_confirm || one.may_judge || one.may_appeal,
  );
  const days = [...new Set(shown.map((one) => one.day))];
  return (
    <section aria-label={text("discipline.findings")}>
      <div className="case-tools">
        <Choice<Wanted>
          value={wanted}
          onChange={setWanted}
          aria-label={text("discipline.which")}
          options={[
            { value: "all", label: text("discipline.all") },
            { value: "waiting", label: text("discipline.waiting") },
          ]}
        />
        <span className="second numbers" role="status">
          {text("attendance.shown", { shown: shown.length, total: all.length })}
        </span>
      </div>
      {findings.error && <Failure error={findings.error} onRetry={() => findings.refetch()} />}
      {findings.isPending && <Loading />}
      {findings.data && all.length === 0 && (
        <Empty title={text("discipline.none")} hint={text("discipline.none_hint")} />
      )}
      {all.length > 0 && shown.length === 0 && <Empty title={text("discipline.none_like")} />}
      {days.map((day) => (
        <section key={day} aria-label={day} className="case-day">
          <h2 className="numbers">{day}</h2>
          <ul className="cases">
            {shown
              .filter((one) => one.day === day)
              .map((one) => (
                <FindingCard key={one.id} one={one} />
              ))}
          </ul>
        </section>
      ))}
    </section>
  );
}
