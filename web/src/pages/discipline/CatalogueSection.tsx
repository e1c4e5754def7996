/**
 * The catalogue: each rule as it is and will be, and the limits; changed from a day on.
 *
 * Room:  pages/discipline.
 */

import { Button, Checkbox, Input } from "antd";
import { useState } from "react";
import { useConductRules, useSetConductRule } from "../../api/discipline";
import type { ConductLimits, ConductRuleLine, Gravity } from "../../api/views";
import { useLanguage, useText } from "../../i18n/language";
import { DayPicker } from "../../parts/DayPicker";
import { Labelled } from "../../parts/Labelled";
import { Failure, Loading } from "../../parts/states";
import { Native } from "./CheckSection";
import { gravityNames } from "./discipline-words";

export function CatalogueSection({ mayManage }: { mayManage: boolean }) {
  const text = useText();
  const answer = useConductRules();
  if (answer.error) return <Failure error={answer.error} onRetry={() => answer.refetch()} />;
  if (!answer.data) return <Loading />;
  const { rules, limits, today } = answer.data;
  return (
    <section aria-label={text("discipline.rules")}>
      <Limits limits={limits} />
      <p className="second">{text("discipline.rules_hint")}</p>
      <ul className="cases">
        {rules.map((line) => (
          <Rule
            key={`${line.code} ${line.from}`}
            line={line}
            today={today}
            mayManage={mayManage && !line.is_future}
          />
        ))}
      </ul>
    </section>
  );
}

function Limits({ limits }: { limits: ConductLimits }) {
  const text = useText();
  return (
    <p className="numbers">
      {text("discipline.limits", {
        line: `${(limits.line_basis_points / 100).toFixed(2)}%`,
        appeal: limits.appeal_days,
        lapse: limits.lapse_days,
        red: limits.red_from,
        black: limits.black_from,
      })}
    </p>
  );
}

type RuleProps = { line: ConductRuleLine; today: string; mayManage: boolean };

function Rule({ line, today, mayManage }: RuleProps) {
  const text = useText();
  const { language } = useLanguage();
  const [isOpen, setOpen] = useState(false);
  const { rule, code } = line;
  const name = language === "zh-CN" ? rule.name_zh : rule.name_en;
  return (
    <li className="panel case" data-rule={code}>
      <div className="case-head">
        <strong>{name}</strong>
        <span className="second numbers">{code}</span>
        <span className="case-state">
          {text(gravityNames[rule.gravity])} ·{" "}
          <strong className="numbers">{text("discipline.points", { count: rule.points })}</strong>
        </span>
      </div>
      <p className="second">
        {[
          text(rule.is_active ? "discipline.active" : "discipline.inactive"),
          line.from &&
            text(line.is_future ? "discipline.will" : "discipline.since", { day: line.from }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {mayManage && !isOpen && (
        <div className="case-actions">
          <Button
            onClick={() => setOpen(true)}
            aria-label={text("discipline.change_of", { name: code })}
          >
            {text("discipline.change")}
          </Button>
        </div>
      )}
      {isOpen && <RuleForm line={line} today={today} onDone={() => setOpen(false)} />}
    </li>
  );
}

type FormProps = { line: ConductRuleLine; today: string; onDone: () => void };

function RuleForm({ line, today, onDone }: FormProps) {
  const text = useText();
  const set = useSetConductRule();
  const [rule, setRule] = useState(line.rule);
  const [from, setFrom] = useState(today);
  const put = (part: Partial<typeof rule>) => setRule((now) => ({ ...now, ...part }));
  const send = () => set.mutate({ code: line.code, from, rule }, { onSuccess: onDone });
  return (
    <div className="case-form">
      <Labelled label={text("discipline.from")}>
        {(id) => (
          <DayPicker
            id={id}
            label={text("discipline.from")}
            value={from}
            from={today}
            until={null}
            onChoose={setFrom}
          />
        )}
      </Labelled>
      <Labelled label={text("discipline.name_zh")}>
        {(id) => (
          <Input
            id={id}
            value={rule.name_zh}
            maxLength={60}
            onChange={(event) => put({ name_zh: event.target.value })}
          />
        )}
      </Labelled>
      <Labelled label={text("discipline.name_en")}>
        {(id) => (
          <Input
            id={id}
            value={rule.name_en}
            maxLength={60}
            onChange={(event) => put({ name_en: event.target.value })}
          />
        )}
      </Labelled>
      <Native
        label={text("discipline.gravity")}
        value={rule.gravity}
        onChange={(value) => put({ gravity: value as Gravity })}
        options={(Object.keys(gravityNames) as Gravity[]).map((one) => [
          one,
          text(gravityNames[one]),
        ])}
      />
      <Labelled label={text("discipline.points_label")}>
        {(id) => (
          <Input
            id={id}
            inputMode="numeric"
            value={String(rule.points)}
            onChange={(event) => put({ points: Number(event.target.value.replace(/\D/g, "")) })}
          />
        )}
      </Labelled>
      <Checkbox
        checked={rule.is_active}
        onChange={(event) => put({ is_active: event.target.checked })}
      >
        {text("discipline.active")}
      </Checkbox>
      {set.error && <Failure error={set.error} />}
      <div className="case-actions">
        <Button type="primary" onClick={send} loading={set.isPending}>
          {text("discipline.save")}
        </Button>
        <Button onClick={onDone}>{text("discipline.cancel")}</Button>
      </div>
    </div>
  );
}
