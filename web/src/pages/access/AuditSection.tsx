/**
 * Who did what: sought by person, action, word and day, page after page, and exported as it is sought.
 *
 * Room:  pages/access; what is sought stands in the address.
 */
import { Button, Input, Select } from "antd";
import { useSearchParams } from "react-router";
import { auditCsv, useAudit } from "../../api/audit";
import { useZone } from "../../api/queries";
import type { AuditRow } from "../../api/views";
import { dayClock, endOfDay, startOfDay } from "../../format/times";
import { type Key, useText } from "../../i18n/language";
import { DayPicker } from "../../parts/DayPicker";
import { Empty, Failure, Loading } from "../../parts/states";
import { auditNames } from "./audit-words";

const fields = ["actor", "action", "text", "day"] as const;

export function AuditSection() {
  const text = useText();
  const zone = useZone();
  const [search, setSearch] = useSearchParams();
  const sought = Object.fromEntries(fields.map((name) => [name, search.get(name) ?? ""]));
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(search);
    if (value === "") next.delete(name);
    else next.set(name, value);
    setSearch(next, { replace: true });
  };
  const asked = questionOf(sought, zone);
  const audit = useAudit(asked);
  const rows = audit.data?.pages.flatMap((page) => page.audit) ?? [];
  return (
    <section aria-label={text("access.audit")}>
      <div className="settings-tools">
        <Input
          className="settings-find"
          aria-label={text("audit.actor")}
          placeholder={text("audit.actor")}
          allowClear
          value={sought.actor}
          onChange={(event) => set("actor", event.target.value)}
        />
        <Select<string>
          className="audit-action"
          aria-label={text("audit.action")}
          showSearch={{ optionFilterProp: "label" }}
          value={sought.action}
          options={[
            { value: "", label: text("audit.any_action") },
            ...Object.entries(auditNames).map(([value, name]) => ({ value, label: text(name) })),
          ]}
          onChange={(value) => set("action", value)}
        />
        <Input
          className="settings-find"
          aria-label={text("audit.text")}
          placeholder={text("audit.text")}
          allowClear
          value={sought.text}
          onChange={(event) => set("text", event.target.value)}
        />
        {sought.day === "" ? (
          <Button onClick={() => set("day", dayClock(Date.now(), zone).slice(0, 10))}>
            {text("audit.one_day")}
          </Button>
        ) : (
          <>
            <DayPicker
              label={text("audit.day")}
              value={sought.day ?? ""}
              from={null}
              until={null}
              onChoose={(day) => set("day", day)}
            />
            <Button onClick={() => set("day", "")}>{text("audit.any_day")}</Button>
          </>
        )}
        <span className="spread" />
        <a href={auditCsv(asked)} download>
          {text("audit.export")}
        </a>
      </div>
      {audit.error && <Failure error={audit.error} onRetry={() => audit.refetch()} />}
      {audit.isPending && <Loading rows={10} />}
      {audit.data && rows.length === 0 && (
        <Empty title={text("audit.none")} hint={text("audit.none_hint")} />
      )}
      <ol className="audit numbers">
        {rows.map((row) => (
          <Row key={row.number} row={row} zone={zone} />
        ))}
      </ol>
      {audit.hasNextPage && (
        <Button onClick={() => audit.fetchNextPage()} loading={audit.isFetchingNextPage}>
          {text("contacts.older")}
        </Button>
      )}
    </section>
  );
}

function questionOf(sought: Record<string, string>, zone: string): Record<string, string> {
  const { day = "", ...others } = sought;
  const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== ""));
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return given;
  const iso = (moment: number) => new Date(moment).toISOString();
  return { ...given, from: iso(startOfDay(day, zone)), to: iso(endOfDay(day, zone)) };
}

function Row({ row, zone }: { row: AuditRow; zone: string }) {
  const text = useText();
  const name: Key | undefined = auditNames[row.action];
  return (
    <li className="panel audit-row" data-number={row.number}>
      <span>{dayClock(row.at, zone)}</span>
      <strong>{row.actor}</strong>
      <span>{name ? text(name) : row.action}</span>
      <span className="audit-object">{row.object}</span>
      <span className="second">{row.origin}</span>
      {(row.before != null || row.after != null) && (
        <span className="audit-values">
          {row.before != null && <del>{row.before}</del>}
          {row.after != null && <ins>{row.after}</ins>}
        </span>
      )}
      {row.reason != null && <span className="audit-values">{row.reason}</span>}
    </li>
  );
}
