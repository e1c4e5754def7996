/** A new API token: what for, what it may, until when; its secret is shown once. */
import { Button, Checkbox, Input, type InputRef, Select } from "antd";
import { type FormEvent, useId, useRef, useState } from "react";
import { useCreateToken } from "../../api/tokens";
import type { TokenScope } from "../../api/views";
import { useText } from "../../i18n/language";
import { SeverityMark } from "../../parts/Mark";
import { Failure } from "../../parts/states";
import { Labelled } from "../settings/Labelled";
import { CopyButton } from "../sign-in/RecoveryCodes";
import { scopeNames } from "./scope-words";

const scopes = Object.keys(scopeNames) as TokenScope[];
const terms = [30, 90, 180, 365];
const usualDays = 90;
/** A choice among days: until it is revoked. */
const endless = 0;

export function NewTokenForm({ onDone }: { onDone: () => void }) {
  const text = useText();
  const create = useCreateToken();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<TokenScope[]>([]);
  const [days, setDays] = useState(usualDays);
  const [isTried, setTried] = useState(false);
  const wrong =
    name.trim() === "" ? "tokens.no_name" : chosen.length === 0 ? "tokens.no_scope" : null;
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrong) return;
    const ends = days === endless ? null : new Date(Date.now() + days * 86_400_000).toISOString();
    create.mutate({ name: name.trim(), scopes: chosen, expires_at: ends });
  };
  if (create.data) return <NewSecret secret={create.data.token.secret} onDone={onDone} />;
  return (
    <form className="panel settings-form new-token" onSubmit={send} noValidate>
      {create.error && <Failure error={create.error} />}
      <Labelled name={text("tokens.name")}>
        {(id) => (
          <Input
            id={id}
            maxLength={100}
            autoComplete="off"
            autoFocus
            placeholder={text("tokens.name_example")}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Labelled>
      <fieldset className="rule-roles">
        <legend>{text("tokens.scopes")}</legend>
        <div className="rule-roles-list">
          {scopes.map((scope) => (
            <Checkbox
              key={scope}
              checked={chosen.includes(scope)}
              onChange={({ target }) =>
                setChosen(
                  scopes.filter((one) => (one === scope ? target.checked : chosen.includes(one))),
                )
              }
            >
              {text(scopeNames[scope])} <code className="second">{scope}</code>
            </Checkbox>
          ))}
        </div>
      </fieldset>
      <Labelled name={text("tokens.term")}>
        {(id) => (
          <Select<number>
            id={id}
            value={days}
            options={[
              ...terms.map((count) => ({
                value: count,
                label: text("tokens.days", { days: count }),
              })),
              { value: endless, label: text("tokens.until_revoked") },
            ]}
            onChange={setDays}
          />
        )}
      </Labelled>
      {isTried && wrong && (
        <p className="field-error" role="alert">
          <SeverityMark severity="critical" /> {text(wrong)}
        </p>
      )}
      <div className="settings-tools">
        <Button type="primary" htmlType="submit" loading={create.isPending}>
          {text("tokens.make")}
        </Button>
        <Button onClick={onDone}>{text("access.cancel")}</Button>
      </div>
    </form>
  );
}

function NewSecret({ secret, onDone }: { secret: string; onDone: () => void }) {
  const text = useText();
  const id = useId();
  const field = useRef<InputRef>(null);
  return (
    <div className="panel new-secret" role="status">
      <p>
        <SeverityMark severity="warning" /> <strong>{text("tokens.once")}</strong>
      </p>
      <label htmlFor={id}>{text("tokens.secret")}</label>
      <Input
        id={id}
        ref={field}
        readOnly
        className="numbers"
        value={secret}
        data-secret="token"
        onFocus={() => field.current?.select()}
      />
      <div className="settings-tools">
        <CopyButton value={secret} />
        <Button type="primary" onClick={onDone}>
          {text("recovery.put_away")}
        </Button>
      </div>
    </div>
  );
}
