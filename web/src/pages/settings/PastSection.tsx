/** Who changed which setting, and when: the audit list's part of it. */
import { Button } from "antd";
import { usePastChanges } from "../../api/settings";
import { dayClock } from "../../format/times";
import { useText } from "../../i18n/language";
import { Empty, Failure, Loading } from "../../parts/states";
import { Fields, SubjectName } from "./ChangeView";
import { whenText } from "./words";

export function PastSection({ zone }: { zone: string }) {
  const text = useText();
  const past = usePastChanges();
  const rows = past.data?.pages.flatMap((page) => page.changes) ?? [];
  if (past.isPending) return <Loading />;
  if (past.error) return <Failure error={past.error} onRetry={() => past.refetch()} />;
  if (rows.length === 0) {
    return <Empty title={text("settings.no_past")} hint={text("settings.no_past_hint")} />;
  }
  return (
    <section className="panel" aria-label={text("settings.past")}>
      <table className="settings-table numbers">
        <thead>
          <tr>
            <th scope="col">{text("settings.when")}</th>
            <th scope="col">{text("settings.who")}</th>
            <th scope="col">{text("settings.what")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.number}>
              <td data-label={text("settings.when")}>{dayClock(row.at, zone)}</td>
              <td data-label={text("settings.who")}>{row.actor}</td>
              <td>
                <SubjectName subject={row.subject} />
                {row.effective_from && (
                  <span className="second">
                    {" "}
                    {text("settings.from", { time: whenText(row.effective_from, zone) })}
                  </span>
                )}
                <Fields fields={row.fields} of={row.subject.kind} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {past.hasNextPage && (
        <Button onClick={() => past.fetchNextPage()} loading={past.isFetchingNextPage}>
          {text("settings.more")}
        </Button>
      )}
    </section>
  );
}
