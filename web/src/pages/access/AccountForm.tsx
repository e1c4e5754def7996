/**
 * A new account, or what an account shall be from now on.
 *
 * Room:  pages/access, in the drawer of the accounts.
 * Holds: what is sent is the whole: roles and places, the agent, on or off.
 */
import { Button, Checkbox, Input, Select } from "antd";
import { type FormEvent, useId, useState } from "react";
import { useChangeAccount, useCreateAccount } from "../../api/accounts";
import { ApiError } from "../../api/client";
import type { Account, HeldRole, Role } from "../../api/views";
import { type Key, type Text, useText } from "../../i18n/language";
import { shortestPassword } from "../../parts/advice";
import { SeverityMark } from "../../parts/Mark";
import { Failure } from "../../parts/states";
import { Strength } from "../sign-in/Strength";
import { AgentSelect } from "./AgentSelect";
import { type Places, roleNames } from "./role-words";

type Props = { account: Account | null; places: Places; onDone: () => void };

const roles = Object.keys(roleNames) as Role[];

export function AccountForm({ account, places, onDone }: Props) {
  const text = useText();
  const create = useCreateAccount();
  const change = useChangeAccount();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [held, setHeld] = useState<HeldRole[]>(account?.roles ?? [{ role: "viewer" }]);
  const [agent, setAgent] = useState<number | null>(account?.agent ?? null);
  const [isOff, setOff] = useState(account?.disabled_at != null);
  const [isTried, setTried] = useState(false);
  const wrong = wrongOf(account, name, password, held);
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrong) return;
    if (account === null) {
      create.mutate({ name: name.trim(), password, roles: held, agent }, { onSuccess: onDone });
    } else {
      const body = { id: account.id, roles: held, agent, is_disabled: isOff };
      change.mutate(body, { onSuccess: onDone });
    }
  };
  const error = create.error ?? change.error;
  return (
    <form className="settings-form" onSubmit={send} noValidate>
      {error && <Failure error={worded(error, text)} />}
      {account === null && (
        <>
          <Field label={text("access.name")}>
            {(id) => (
              <Input
                id={id}
                autoComplete="off"
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Field label={text("access.password")}>
            {(id) => (
              <>
                <Input
                  id={id}
                  type="password"
                  autoComplete="new-password"
                  value={password}
                  onChange={(event) => setPassword(event.target.value)}
                />
                <Strength name={name.trim()} password={password} />
              </>
            )}
          </Field>
        </>
      )}
      <HeldRoles held={held} places={places} onChange={setHeld} />
      <Field label={text("access.agent")} hint={text("access.agent_hint")}>
        {(id) => <AgentSelect id={id} value={agent} onChange={setAgent} />}
      </Field>
      {account !== null && (
        <Checkbox checked={isOff} onChange={(event) => setOff(event.target.checked)}>
          {text("access.switch_off")}
        </Checkbox>
      )}
      {isTried && wrong && (
        <p className="field-error" role="alert">
          <SeverityMark severity="critical" /> {text(wrong)}
        </p>
      )}
      <div className="settings-tools">
        <Button type="primary" htmlType="submit" loading={create.isPending || change.isPending}>
          {text(account === null ? "access.create" : "access.save")}
        </Button>
        <Button onClick={onDone}>{text("access.cancel")}</Button>
      </div>
    </form>
  );
}

function wrongOf(
  account: Account | null,
  name: string,
  password: string,
  held: HeldRole[],
): Key | null {
  if (held.length === 0) return "access.no_role";
  if (account !== null) return null;
  if (name.trim() === "") return "access.no_name";
  return password.length < shortestPassword ? "access.password_short" : null;
}

/** What the server says of accounts, in the reader's language. */
function worded(error: Error, text: Text): Error {
  const known: Record<string, [Key, Key]> = {
    taken: ["access.taken", "access.taken_hint"],
    last_administrator: ["access.last_administrator", "access.last_administrator_hint"],
  };
  const words = error instanceof ApiError ? known[error.code] : undefined;
  if (!words || !(error instanceof ApiError)) return error;
  return new ApiError(error.status, `worded_${error.code}`, text(words[0]), text(words[1]));
}

type HeldProps = { held: HeldRole[]; places: Places; onChange: (held: HeldRole[]) => void };

/** Each role with its place; several add up. */
function HeldRoles({ held, places, onChange }: HeldProps) {
  const text = useText();
  const set = (place: number, next: HeldRole) =>
    onChange(held.map((one, at) => (at === place ? next : one)));
  const where = [
    { value: "", label: text("access.whole_centre") },
    ...[...places.sites].map(([id, name]) => ({ value: `site ${id}`, label: name })),
    ...[...places.teams].map(([id, name]) => ({ value: `team ${id}`, label: name })),
  ];
  return (
    <fieldset className="held-roles">
      <legend>{text("access.roles")}</legend>
      {held.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in the list
        <div key={at} className="held-role">
          <Select<Role>
            aria-label={text("access.role")}
            showSearch={{ optionFilterProp: "label" }}
            value={one.role}
            options={roles.map((role) => ({ value: role, label: text(roleNames[role]) }))}
            onChange={(role) => set(at, { ...one, role })}
          />
          <Select<string>
            aria-label={text("access.place")}
            showSearch={{ optionFilterProp: "label" }}
            value={placeWord(one)}
            options={where}
            onChange={(word) => set(at, { role: one.role, ...placeOf(word) })}
          />
          <Button
            type="text"
            aria-label={text("access.remove_role")}
            onClick={() => onChange(held.filter((_, other) => other !== at))}
          >
            ×
          </Button>
        </div>
      ))}
      <Button size="small" onClick={() => onChange([...held, { role: "viewer" }])}>
        {text("access.add_role")}
      </Button>
    </fieldset>
  );
}

const placeWord = ({ site, team }: HeldRole) =>
  team != null ? `team ${team}` : site != null ? `site ${site}` : "";

function placeOf(word: string): Pick<HeldRole, "site" | "team"> {
  const [kind, id] = word.split(" ");
  if (id === undefined) return {};
  return kind === "team" ? { team: Number(id) } : { site: Number(id) };
}

type FieldProps = {
  label: string;
  hint?: string;
  children: (id: string) => React.ReactNode;
};

function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  return (
    <div className="settings-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint && <span className="second">{hint}</span>}
    </div>
  );
}
