/**
 * What protects a person: shown on demand, because each look is in the audit list.
 *
 * Room:  pages/person, for those with the right.
 */
import { Button, Select } from "antd";
import { type FormEvent, useState } from "react";
import { useKeepProtected, useProtected, useRemoveProtected } from "../../api/people";
import type { PersonProfile, ProtectedFact, ProtectedKind } from "../../api/views";
import { type Key, useText } from "../../i18n/language";
import { Failure, Loading } from "../../parts/states";
import { DayField, Field } from "../people/fields";

const kinds: Record<ProtectedKind, Key> = {
  pregnant: "people.pregnant",
  nursing: "people.nursing",
};

export function Protection({ profile }: { profile: PersonProfile }) {
  const text = useText();
  const { person, may } = profile;
  const [isShown, setShown] = useState(false);
  const [isAdding, setAdding] = useState(false);
  const facts = useProtected(person.id, isShown);
  return (
    <section className="panel" aria-label={text("people.protection")}>
      <h2>{text("people.protection")}</h2>
      <p className="second">{text("people.protection_hint")}</p>
      {!isShown && <Button onClick={() => setShown(true)}>{text("people.show_protection")}</Button>}
      {facts.error && <Failure error={facts.error} onRetry={() => facts.refetch()} />}
      {isShown && facts.isPending && <Loading rows={1} />}
      {isShown && facts.data?.length === 0 && <p>{text("people.no_protection")}</p>}
      {isShown && facts.data && (
        <ul className="coming">
          {facts.data.map((fact) => (
            <Fact
              key={`${fact.kind} ${fact.first_day}`}
              fact={fact}
              person={person.id}
              mayRemove={may.change_protected}
            />
          ))}
        </ul>
      )}
      {isShown && may.change_protected && !isAdding && (
        <Button onClick={() => setAdding(true)}>{text("people.add_protection")}</Button>
      )}
      {isShown && isAdding && <AddForm profile={profile} onDone={() => setAdding(false)} />}
    </section>
  );
}

type FactProps = { fact: ProtectedFact; person: number; mayRemove: boolean };

/** Asks once, at the button itself. */
function Fact({ fact, person, mayRemove }: FactProps) {
  const text = useText();
  const remove = useRemoveProtected(person);
  const [isAsked, setAsked] = useState(false);
  return (
    <li>
      <div className="coming-line">
        <strong>{text(kinds[fact.kind])}</strong>
        <span className="numbers">
          {fact.first_day} – {fact.until_day ?? text("people.still")}
          <span className="second"> {text("people.consent_of", { day: fact.consent_on })}</span>
        </span>
        {mayRemove && (
          <Button
            size="small"
            danger={isAsked}
            loading={remove.isPending}
            onClick={() => (isAsked ? remove.mutate(fact) : setAsked(true))}
          >
            {text(isAsked ? "people.remove_sure" : "people.remove_protection")}
          </Button>
        )}
      </div>
      {remove.error && <Failure error={remove.error} />}
    </li>
  );
}

function AddForm({ profile, onDone }: { profile: PersonProfile; onDone: () => void }) {
  const text = useText();
  const { person, today } = profile;
  const keep = useKeepProtected(person.id);
  const [kind, setKind] = useState<ProtectedKind>("pregnant");
  const [first, setFirst] = useState(today);
  const [until, setUntil] = useState(yearLater(today));
  const [consent, setConsent] = useState(today);
  const send = (event: FormEvent) => {
    event.preventDefault();
    const body = { kind, first_day: first, until_day: until, consent_on: consent };
    keep.mutate(body, { onSuccess: onDone });
  };
  return (
    <form className="settings-form" onSubmit={send} noValidate>
      {keep.error && <Failure error={keep.error} />}
      <Field label={text("people.protection_kind")}>
        {(id) => (
          <Select<ProtectedKind>
            id={id}
            value={kind}
            options={(Object.keys(kinds) as ProtectedKind[]).map((value) => ({
              value,
              label: text(kinds[value]),
            }))}
            onChange={setKind}
          />
        )}
      </Field>
      <DayField label={text("people.from_day")} value={first} onChoose={setFirst} />
      <DayField label={text("people.until_day")} value={until} onChoose={setUntil} />
      <DayField label={text("people.consent_on")} value={consent} onChoose={setConsent} />
      <div className="settings-tools">
        <Button type="primary" htmlType="submit" loading={keep.isPending}>
          {text("people.keep_protection")}
        </Button>
        <Button onClick={onDone}>{text("people.cancel")}</Button>
      </div>
    </form>
  );
}

/** The same day of the next year: the longest that is usual, and no end would be forgotten. */
function yearLater(day: string): string {
  const [year = "", ...rest] = day.split("-");
  const next = [String(Number(year) + 1), ...rest].join("-");
  return next.endsWith("-02-29") ? next.replace("-29", "-28") : next;
}
