/** A new person: number, name, first day, team; the rest is said on the person's own page. */
import { Button, Input, Select } from "antd";
import { type FormEvent, useState } from "react";
import { useCreatePerson } from "../../api/people";
import type { PeopleChoices, PersonFactChange } from "../../api/views";
import { useText } from "../../i18n/language";
import { Failure } from "../../parts/states";
import { DayField, Field, ReasonField, Wrong, worded } from "./fields";

type Props = { choices: PeopleChoices; onDone: (id: number | null) => void };

export function NewPersonForm({ choices, onDone }: Props) {
  const text = useText();
  const create = useCreatePerson();
  const [number, setNumber] = useState("");
  const [name, setName] = useState("");
  const [hired, setHired] = useState(choices.today);
  const [team, setTeam] = useState<number | null>(null);
  const [reason, setReason] = useState("");
  const [isTried, setTried] = useState(false);
  const isWhole = number.trim() !== "" && name.trim() !== "";
  const hasReason = reason.trim() !== "";
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isWhole || !hasReason) return;
    const facts: PersonFactChange[] = team === null ? [] : [{ kind: "team", team }];
    const body = { number: number.trim(), name: name.trim(), hired_on: hired, facts, reason };
    create.mutate(body, { onSuccess: ({ profile }) => onDone(profile.person.id) });
  };
  return (
    <form className="settings-form" onSubmit={send} noValidate>
      {create.error && <Failure error={worded(create.error, text)} />}
      <Field label={text("people.number")}>
        {(id) => (
          <Input
            id={id}
            autoComplete="off"
            value={number}
            onChange={(event) => setNumber(event.target.value)}
          />
        )}
      </Field>
      <Field label={text("people.name")}>
        {(id) => (
          <Input
            id={id}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <DayField label={text("people.hired")} value={hired} onChoose={setHired} />
      <Field label={text("people.team")}>
        {(id) => (
          <Select
            id={id}
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            placeholder={text("people.choose_team")}
            value={team}
            options={choices.teams.map((one) => ({ value: one.id, label: one.name }))}
            onChange={(next) => setTeam(next ?? null)}
          />
        )}
      </Field>
      <ReasonField value={reason} onChange={setReason} />
      {isTried && !isWhole && <Wrong>{text("people.field_missing")}</Wrong>}
      {isTried && isWhole && !hasReason && <Wrong>{text("people.reason_missing")}</Wrong>}
      <div className="settings-tools">
        <Button type="primary" htmlType="submit" loading={create.isPending}>
          {text("people.create")}
        </Button>
        <Button onClick={() => onDone(null)}>{text("people.cancel")}</Button>
      </div>
    </form>
  );
}
