/** A receiver of changes, new or changed: where, what of, and how much; its secret is shown once. */
import { Button, Checkbox, Input } from "antd";
import { type FormEvent, useState } from "react";
import type { ChangeFamily, Webhook } from "../../api/views";
import { useChangeWebhook, useCreateWebhook } from "../../api/webhooks";
import { type Key, useText } from "../../i18n/language";
import { SeverityMark } from "../../parts/Mark";
import { Failure } from "../../parts/states";
import { Labelled } from "../settings/Labelled";
import { NewSecret } from "./NewTokenForm";

export const familyNames: Record<ChangeFamily, Key> = {
  people: "webhooks.people",
  attendance: "webhooks.attendance",
  settings: "webhooks.settings",
  forecasts: "webhooks.forecasts",
};
const families = Object.keys(familyNames) as ChangeFamily[];

type Props = { hook?: Webhook; onDone: () => void };

export function WebhookForm({ hook, onDone }: Props) {
  const text = useText();
  const create = useCreateWebhook();
  const change = useChangeWebhook(hook?.id ?? 0);
  const [name, setName] = useState(hook?.name ?? "");
  const [url, setUrl] = useState(hook?.url ?? "https://");
  const [chosen, setChosen] = useState<ChangeFamily[]>(hook?.families ?? []);
  const [isPersonal, setPersonal] = useState(hook?.is_personal ?? false);
  const [isPaused, setPaused] = useState(hook?.is_paused ?? false);
  const [isTried, setTried] = useState(false);
  const wrong =
    name.trim() === ""
      ? "webhooks.no_name"
      : !/^https?:\/\/[^/]/.test(url.trim())
        ? "webhooks.no_url"
        : chosen.length === 0
          ? "webhooks.no_family"
          : null;
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrong) return;
    const body = {
      name: name.trim(),
      url: url.trim(),
      families: chosen,
      is_personal: isPersonal,
      is_paused: isPaused,
      revision: hook?.revision ?? null,
    };
    if (hook) change.mutate(body, { onSuccess: onDone });
    else create.mutate(body);
  };
  if (create.data) return <NewSecret secret={create.data.secret} onDone={onDone} />;
  const failure = create.error ?? change.error;
  return (
    <form className="panel settings-form new-token" onSubmit={send} noValidate>
      {failure && <Failure error={failure} />}
      <Labelled name={text("webhooks.name")}>
        {(id) => (
          <Input
            id={id}
            maxLength={60}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Labelled>
      <Labelled name={text("webhooks.url")}>
        {(id) => (
          <Input
            id={id}
            maxLength={500}
            autoComplete="off"
            inputMode="url"
            value={url}
            onChange={(event) => setUrl(event.target.value)}
          />
        )}
      </Labelled>
      <fieldset className="rule-roles">
        <legend>{text("webhooks.families")}</legend>
        <div className="rule-roles-list">
          {families.map((family) => (
            <Checkbox
              key={family}
              checked={chosen.includes(family)}
              onChange={({ target }) =>
                setChosen(
                  families.filter((one) =>
                    one === family ? target.checked : chosen.includes(one),
                  ),
                )
              }
            >
              {text(familyNames[family])}
            </Checkbox>
          ))}
        </div>
      </fieldset>
      <Checkbox checked={isPersonal} onChange={({ target }) => setPersonal(target.checked)}>
        {text("webhooks.personal")}
      </Checkbox>
      {hook && (
        <Checkbox checked={isPaused} onChange={({ target }) => setPaused(target.checked)}>
          {text("webhooks.pause")}
        </Checkbox>
      )}
      {isTried && wrong && (
        <p className="field-error" role="alert">
          <SeverityMark severity="critical" /> {text(wrong)}
        </p>
      )}
      <div className="settings-tools">
        <Button type="primary" htmlType="submit" loading={create.isPending || change.isPending}>
          {text(hook ? "webhooks.save" : "webhooks.make")}
        </Button>
        <Button onClick={onDone}>{text("access.cancel")}</Button>
      </div>
    </form>
  );
}
