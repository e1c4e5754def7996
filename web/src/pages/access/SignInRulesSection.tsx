/**
 * What the house demands of a sign-in: whose second factor, how long a session lasts.
 *
 * Room:  pages/access.
 * Holds: what is said below the fields is computed from them, before anything is saved.
 */
import { Button, Checkbox, InputNumber } from "antd";
import { type FormEvent, useState } from "react";
import { useAccounts } from "../../api/accounts";
import { useChangeSignInRules, useSignInRules } from "../../api/sign-in";
import type { Role, SignInRules } from "../../api/views";
import { useText } from "../../i18n/language";
import { SeverityMark } from "../../parts/Mark";
import { Failure, Loading } from "../../parts/states";
import { Labelled } from "../settings/Labelled";
import { roleNames } from "./role-words";

const roles = Object.keys(roleNames) as Role[];
const idle = { min: 5, max: 24 * 60 };
const longest = { min: 15, max: 7 * 24 * 60 };

export function SignInRulesSection() {
  const text = useText();
  const rules = useSignInRules();
  return (
    <section aria-label={text("rules.title")}>
      {rules.error && <Failure error={rules.error} onRetry={() => rules.refetch()} />}
      {rules.isPending && <Loading rows={6} />}
      {rules.data && <RulesForm rules={rules.data} />}
    </section>
  );
}

function RulesForm({ rules }: { rules: SignInRules }) {
  const text = useText();
  const change = useChangeSignInRules();
  const accounts = useAccounts(true);
  const [draft, setDraft] = useState(rules);
  const set = (part: Partial<SignInRules>) => {
    change.reset();
    setDraft({ ...draft, ...part });
  };
  const isChanged = JSON.stringify(draft) !== JSON.stringify(rules);
  const isWrong = draft.idle_minutes > draft.longest_minutes;
  const without = (accounts.data ?? []).filter(
    (one) =>
      one.disabled_at == null &&
      !one.has_second_factor &&
      one.roles.some(({ role }) => draft.second_factor.includes(role)),
  );
  const turn = (role: Role, isOn: boolean) =>
    set({
      second_factor: roles.filter((one) =>
        one === role ? isOn : draft.second_factor.includes(one),
      ),
    });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!isWrong) change.mutate(draft, { onSuccess: (body) => setDraft(body.rules) });
  };
  return (
    <form className="settings-form" onSubmit={send} noValidate>
      {change.error && <Failure error={change.error} />}
      <fieldset className="rule-roles">
        <legend>{text("rules.second_factor")}</legend>
        <p className="second">{text("rules.second_factor_hint")}</p>
        <div className="rule-roles-list">
          {roles.map((role) => (
            <Checkbox
              key={role}
              checked={draft.second_factor.includes(role)}
              onChange={(event) => turn(role, event.target.checked)}
            >
              {text(roleNames[role])}
            </Checkbox>
          ))}
        </div>
        {draft.second_factor.length > 0 && accounts.data && (
          <p className="second" role="status" data-without={without.length}>
            {text("rules.without", { count: without.length })}
          </p>
        )}
      </fieldset>
      <Labelled name={text("rules.idle")}>
        {(id) => (
          <Minutes
            id={id}
            bounds={idle}
            value={draft.idle_minutes}
            onChange={(idle_minutes) => set({ idle_minutes })}
          />
        )}
      </Labelled>
      <Labelled name={text("rules.longest")}>
        {(id) => (
          <Minutes
            id={id}
            bounds={longest}
            value={draft.longest_minutes}
            onChange={(longest_minutes) => set({ longest_minutes })}
          />
        )}
      </Labelled>
      {isWrong && (
        <p className="field-error" role="alert">
          <SeverityMark severity="critical" /> {text("rules.idle_longer")}
        </p>
      )}
      <div className="settings-tools">
        <Button
          type="primary"
          htmlType="submit"
          disabled={!isChanged || isWrong}
          loading={change.isPending}
        >
          {text("access.save")}
        </Button>
        {isChanged && <Button onClick={() => setDraft(rules)}>{text("access.cancel")}</Button>}
        {!isChanged && change.isSuccess && (
          <span role="status">
            <SeverityMark severity="good" /> {text("rules.saved")}
          </span>
        )}
      </div>
    </form>
  );
}

type MinutesProps = {
  id: string;
  bounds: { min: number; max: number };
  value: number;
  onChange: (minutes: number) => void;
};

function Minutes({ id, bounds, value, onChange }: MinutesProps) {
  const text = useText();
  return (
    <div className="rule-minutes">
      <InputNumber
        id={id}
        min={bounds.min}
        max={bounds.max}
        precision={0}
        value={value}
        onChange={(minutes) => minutes !== null && onChange(minutes)}
      />
      <span className="second">
        {text("rules.minutes", {
          hours: (value / 60).toFixed(1).replace(/\.0$/, ""),
          min: bounds.min,
          max: bounds.max,
        })}
      </span>
    </div>
  );
}
