/** Number, name and days of employment. */
import { Button, Checkbox, Input } from "antd";
import { type FormEvent, useState } from "react";
import { useChangeMaster } from "../../api/people";
import type { PersonProfile } from "../../api/views";
import { useText } from "../../i18n/language";
import { Failure } from "../../parts/states";
import { DayField, Field, ReasonField, Wrong, worded } from "../people/fields";

export function MasterForm({ profile, onDone }: { profile: PersonProfile; onDone: () => void }) {
  const text = useText();
  const { person, today } = profile;
  const change = useChangeMaster(person.id);
  const [number, setNumber] = useState(person.number);
  const [name, setName] = useState(person.name);
  const [hired, setHired] = useState(person.hired_on);
  const [left, setLeft] = useState<string | null>(person.left_on ?? null);
  const [reason, setReason] = useState("");
  const [isTried, setTried] = useState(false);
  const isWhole = number.trim() !== "" && name.trim() !== "";
  const hasReason = reason.trim() !== "";
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isWhole || !hasReason) return;
    const body = {
      number: number.trim(),
      name: name.trim(),
      hired_on: hired,
      left_on: left,
      reason,
      revision: person.revision,
    };
    change.mutate(body, { onSuccess: onDone });
  };
  return (
    <form className="settings-form" onSubmit={send} noValidate>
      {change.error && <Failure error={worded(change.error, text)} />}
      <Field label={text("people.number")}>
        {(id) => (
          <Input id={id} value={number} onChange={(event) => setNumber(event.target.value)} />
        )}
      </Field>
      <Field label={text("people.name")}>
        {(id) => <Input id={id} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <DayField label={text("people.hired")} value={hired} onChoose={setHired} />
      <Checkbox
        checked={left !== null}
        onChange={(event) => setLeft(event.target.checked ? today : null)}
      >
        {text("people.left")}
      </Checkbox>
      {left !== null && (
        <DayField label={text("people.until_day")} value={left} onChoose={setLeft} />
      )}
      <ReasonField value={reason} onChange={setReason} />
      {isTried && !isWhole && <Wrong>{text("people.field_missing")}</Wrong>}
      {isTried && isWhole && !hasReason && <Wrong>{text("people.reason_missing")}</Wrong>}
      <div className="settings-tools">
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {text("people.save")}
        </Button>
        <Button onClick={onDone}>{text("people.cancel")}</Button>
      </div>
    </form>
  );
}
