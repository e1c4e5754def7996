/**
 * What each site asks of its people: as it is, as it will be, and changing it from a day on.
 *
 * Room:  pages/attendance.
 * Holds: a change names the day from which it holds, today or later; what is over is never judged anew.
 */
import { Button, Checkbox, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { useRules, useSetRules } from "../../api/attendance";
import { useZone } from "../../api/queries";
import type { AttendancePairing, AttendanceRules, RulesOfSite, RulesSpan } from "../../api/views";
import { dayClock } from "../../format/times";
import { type Key, useText } from "../../i18n/language";
import { Labelled } from "../../parts/Labelled";
import { SeverityMark } from "../../parts/Mark";
import { Failure, Loading } from "../../parts/states";

const pairingNames: Record<AttendancePairing, Key> = {
  first_and_last: "site_rules.first_and_last",
  in_and_out: "site_rules.in_and_out",
  in_only: "site_rules.in_only",
};

export function RulesSection() {
  const text = useText();
  const rules = useRules();
  return (
    <section aria-label={text("attendance.rules")}>
      <p className="second">{text("site_rules.hint")}</p>
      {rules.error && <Failure error={rules.error} onRetry={() => rules.refetch()} />}
      {rules.isPending && <Loading rows={4} />}
      <ul className="cases site-rules">
        {rules.data?.sites.map((site) => (
          <SiteRules key={site.site} of={site} today={rules.data.today} />
        ))}
      </ul>
    </section>
  );
}

function SiteRules({ of, today }: { of: RulesOfSite; today: string }) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  const now = of.spans.findLast((span) => !span.is_future);
  const next = of.spans.filter((span) => span.is_future);
  if (!now) return null;
  return (
    <li className="panel case">
      <div className="case-head">
        <strong>{of.site_name}</strong>
        <Since span={now} />
      </div>
      <InWords rules={now.rules} />
      {next.map((span) => (
        <div key={span.from} className="rules-next">
          <Since span={span} />
          <InWords rules={span.rules} />
        </div>
      ))}
      {isOpen ? (
        <RulesForm
          site={of.site}
          start={(next.at(-1) ?? now).rules}
          today={today}
          onDone={() => setOpen(false)}
        />
      ) : (
        <div className="case-actions">
          <Button
            onClick={() => setOpen(true)}
            aria-label={text("site_rules.change_of", { site: of.site_name })}
          >
            {text("site_rules.change")}
          </Button>
        </div>
      )}
    </li>
  );
}

function Since({ span }: { span: RulesSpan }) {
  const text = useText();
  const zone = useZone();
  if (!span.from) return <span className="second">{text("site_rules.usual")}</span>;
  return (
    <span className="second numbers">
      {span.is_future && <SeverityMark severity="notice" />}{" "}
      {text(span.is_future ? "site_rules.will" : "site_rules.since", { day: span.from })}
      {span.changed_by &&
        ` · ${text("site_rules.by", { who: span.changed_by, time: dayClock(span.changed_at, zone) })}`}
    </span>
  );
}

function InWords({ rules }: { rules: AttendanceRules }) {
  const text = useText();
  const minutes = (count: number) => text("site_rules.minutes", { count });
  const rows: [Key, string][] = [
    [
      "site_rules.sources",
      rules.both_within_minutes == null
        ? text("site_rules.either")
        : text("site_rules.both_in", { count: rules.both_within_minutes }),
    ],
    ["site_rules.pairing", text(pairingNames[rules.pairing])],
    ["site_rules.late", minutes(rules.late_minutes)],
    ["site_rules.early", minutes(rules.early_minutes)],
    [
      "site_rules.sign_in",
      rules.is_sign_in_expected ? minutes(rules.sign_in_minutes) : text("site_rules.not_compared"),
    ],
    ["site_rules.explain", text("site_rules.hours", { count: rules.explain_hours })],
    ["site_rules.networks", (rules.networks ?? []).join("  ") || text("site_rules.anywhere")],
  ];
  return (
    <dl className="case-evidence rules-words numbers">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{text(name)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

type FormProps = { site: number; start: AttendanceRules; today: string; onDone: () => void };
const usualBoth = 10;

function RulesForm({ site, start, today, onDone }: FormProps) {
  const text = useText();
  const save = useSetRules(site);
  const [rules, setRules] = useState(start);
  const [networks, setNetworks] = useState((start.networks ?? []).join("\n"));
  const [from, setFrom] = useState(today);
  const put = (part: Partial<AttendanceRules>) => setRules({ ...rules, ...part });
  const send = () => {
    const lines = networks.split(/[\s,;，；]+/).filter(Boolean);
    save.mutate({ from, rules: { ...rules, networks: lines } }, { onSuccess: onDone });
  };
  const number = (name: Key, part: "late_minutes" | "early_minutes" | "sign_in_minutes") => (
    <Labelled label={text(name)}>
      {(id) => (
        <InputNumber<number>
          id={id}
          min={0}
          max={240}
          precision={0}
          value={rules[part]}
          onChange={(value) => put({ [part]: value ?? 0 })}
        />
      )}
    </Labelled>
  );
  const isBoth = rules.both_within_minutes != null;
  return (
    <form
      className="case-form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="door-form">
        <Labelled label={text("site_rules.from")}>
          {(id) => (
            <input
              id={id}
              type="date"
              className="plain-date"
              value={from}
              min={today}
              onChange={(event) => event.target.value && setFrom(event.target.value)}
            />
          )}
        </Labelled>
        {number("site_rules.late_field", "late_minutes")}
        {number("site_rules.early_field", "early_minutes")}
        <Labelled label={text("site_rules.explain_field")}>
          {(id) => (
            <InputNumber<number>
              id={id}
              min={1}
              max={336}
              precision={0}
              value={rules.explain_hours}
              onChange={(value) => put({ explain_hours: value ?? 72 })}
            />
          )}
        </Labelled>
        <div className="labelled">
          <span aria-hidden="true">{text("site_rules.pairing")}</span>
          <Select<AttendancePairing>
            aria-label={text("site_rules.pairing")}
            value={rules.pairing}
            onChange={(pairing) => put({ pairing })}
            options={(Object.keys(pairingNames) as AttendancePairing[]).map((value) => ({
              value,
              label: text(pairingNames[value]),
            }))}
          />
        </div>
      </div>
      <Checkbox
        checked={isBoth}
        onChange={(event) =>
          put({ both_within_minutes: event.target.checked ? usualBoth : undefined })
        }
      >
        {text("site_rules.both")}
      </Checkbox>
      {isBoth && (
        <Labelled label={text("site_rules.both_field")}>
          {(id) => (
            <InputNumber<number>
              id={id}
              min={1}
              max={240}
              precision={0}
              value={rules.both_within_minutes ?? usualBoth}
              onChange={(value) => put({ both_within_minutes: value ?? usualBoth })}
            />
          )}
        </Labelled>
      )}
      <Checkbox
        checked={rules.is_sign_in_expected}
        onChange={(event) => put({ is_sign_in_expected: event.target.checked })}
      >
        {text("site_rules.signed_in")}
      </Checkbox>
      {rules.is_sign_in_expected && number("site_rules.sign_in_field", "sign_in_minutes")}
      <Labelled label={text("site_rules.networks_field")}>
        {(id) => (
          <Input.TextArea
            id={id}
            value={networks}
            onChange={(event) => setNetworks(event.target.value)}
            autoSize={{ minRows: 2 }}
            placeholder="10.20.0.0/16"
            spellCheck={false}
          />
        )}
      </Labelled>
      {save.error && <Failure error={save.error} />}
      <div className="case-actions">
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {text("site_rules.save")}
        </Button>
        <Button onClick={onDone}>{text("attendance.cancel")}</Button>
      </div>
    </form>
  );
}
