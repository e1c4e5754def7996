/**
 * What is to hold of a person from a day on: team, site, skill, contract, links.
 *
 * Room:  pages/person, in the drawer.
 * Holds: a day that is over is allowed and says what it means; a reason is asked for always.
 */
import { Button, Checkbox, Input, Select } from "antd";
import { type FormEvent, type ReactNode, useState } from "react";
import { useChangeFrom } from "../../api/people";
import type {
  PeopleChoices,
  PersonContract,
  PersonFactChange,
  PersonProfile,
} from "../../api/views";
import { useText } from "../../i18n/language";
import { Failure } from "../../parts/states";
import { DayField, Field, ReasonField, Wrong, worded } from "../people/fields";
import type { ChangeKind } from "./words";

type Props = {
  kind: ChangeKind;
  profile: PersonProfile;
  choices: PeopleChoices;
  onDone: () => void;
};

/** What is chosen so far; null while it is not whole. */
type Draft = PersonFactChange | null;

export function ChangeForm({ kind, profile, choices, onDone }: Props) {
  const text = useText();
  const change = useChangeFrom();
  const { person, today } = profile;
  const [draft, setDraft] = useState<Draft>(null);
  const [from, setFrom] = useState(today);
  const [reason, setReason] = useState("");
  const [isTried, setTried] = useState(false);
  const hasReason = reason.trim() !== "";
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (draft === null || !hasReason) return;
    const body = { id: person.id, from, changes: [draft], reason, revision: person.revision };
    change.mutate(body, { onSuccess: onDone });
  };
  const fields: Record<ChangeKind, ReactNode> = {
    team: <TeamField person={person} choices={choices} onDraft={setDraft} />,
    site: <SiteField person={person} choices={choices} onDraft={setDraft} />,
    skill: <SkillFields person={person} choices={choices} onDraft={setDraft} />,
    contract: <ContractFields person={person} choices={choices} onDraft={setDraft} />,
    agent: <AgentField person={person} choices={choices} onDraft={setDraft} />,
    leads: <LeadsField person={person} choices={choices} onDraft={setDraft} />,
    account: <AccountField profile={profile} choices={choices} onDraft={setDraft} />,
  };
  return (
    <form className="settings-form" onSubmit={send} noValidate>
      {change.error && <Failure error={worded(change.error, text)} />}
      {fields[kind]}
      <DayField
        label={text("people.from_day")}
        hint={text(from < today ? "people.from_past" : "people.until_known")}
        value={from}
        onChoose={setFrom}
      />
      <ReasonField value={reason} onChange={setReason} />
      {isTried && draft === null && <Wrong>{text("people.none_chosen")}</Wrong>}
      {isTried && draft !== null && !hasReason && <Wrong>{text("people.reason_missing")}</Wrong>}
      <div className="settings-tools">
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {text("people.save")}
        </Button>
        <Button onClick={onDone}>{text("people.cancel")}</Button>
      </div>
    </form>
  );
}

type FieldsProps = {
  person: PersonProfile["person"];
  choices: PeopleChoices;
  onDraft: (draft: Draft) => void;
};

const options = (things: { id: number; name: string }[]) =>
  things.map(({ id, name }) => ({ value: id, label: name }));

type PickProps = {
  label: string;
  placeholder: string;
  value: number | null;
  things: { id: number; name: string }[];
  onPick: (id: number) => void;
};

function Pick({ label, placeholder, value, things, onPick }: PickProps) {
  return (
    <Field label={label}>
      {(id) => (
        <Select
          id={id}
          showSearch={{ optionFilterProp: "label" }}
          placeholder={placeholder}
          value={value}
          options={options(things)}
          onChange={onPick}
        />
      )}
    </Field>
  );
}

function TeamField({ person, choices, onDraft }: FieldsProps) {
  const text = useText();
  const none = { id: -1, name: text("people.no_team") };
  const [team, setTeam] = useState<number | null>(null);
  const others = choices.teams.filter((one) => one.id !== person.team?.id);
  return (
    <Pick
      label={text("people.team")}
      placeholder={text("people.choose_team")}
      value={team}
      things={person.team ? [...others, none] : others}
      onPick={(id) => {
        setTeam(id);
        onDraft({ kind: "team", team: id === none.id ? null : id });
      }}
    />
  );
}

function SiteField({ person, choices, onDraft }: FieldsProps) {
  const text = useText();
  const [site, setSite] = useState<number | null>(null);
  return (
    <Pick
      label={text("people.site")}
      placeholder={text("people.choose_site")}
      value={site}
      things={choices.sites.filter((one) => one.id !== person.site?.id)}
      onPick={(id) => {
        setSite(id);
        onDraft({ kind: "site", site: id });
      }}
    />
  );
}

function SkillFields({ person, choices, onDraft }: FieldsProps) {
  const text = useText();
  const [skill, setSkill] = useState<number | null>(null);
  const [level, setLevel] = useState<number>(5);
  const [certified, setCertified] = useState<string | null>(null);
  const own = person.skills.find((one) => one.skill === skill);
  const tell = (of: number | null, at: number, until: string | null) => {
    if (of === null) return onDraft(null);
    onDraft({
      kind: "skill",
      skill: of,
      level: at === 0 ? null : at,
      certified_until: at === 0 ? null : until,
    });
  };
  const levels = Array.from({ length: 9 }, (_, place) => ({
    value: place + 1,
    label: text("people.level", { level: place + 1 }),
  }));
  return (
    <>
      <Pick
        label={text("people.skills")}
        placeholder={text("people.choose_skill")}
        value={skill}
        things={choices.skills}
        onPick={(id) => {
          const known = person.skills.find((one) => one.skill === id);
          const next = known?.level ?? 5;
          const until = known?.certified_until ?? null;
          setSkill(id);
          setLevel(next);
          setCertified(until);
          tell(id, next, until);
        }}
      />
      <Field label={text("people.level_field")}>
        {(id) => (
          <Select
            id={id}
            value={level}
            options={own ? [...levels, { value: 0, label: text("people.no_level") }] : levels}
            onChange={(next) => {
              setLevel(next);
              tell(skill, next, certified);
            }}
          />
        )}
      </Field>
      <Checkbox
        checked={certified !== null}
        disabled={level === 0}
        onChange={(event) => {
          const next = event.target.checked ? choices.today : null;
          setCertified(next);
          tell(skill, level, next);
        }}
      >
        {text("people.certified_until")}
      </Checkbox>
      {certified !== null && level !== 0 && (
        <DayField
          label={text("people.certified_until")}
          value={certified}
          onChoose={(day) => {
            setCertified(day);
            tell(skill, level, day);
          }}
        />
      )}
    </>
  );
}

const usualContract: PersonContract = {
  hours_per_week: 40,
  is_part_time: false,
  night_allowed: true,
  languages: [],
  holiday_pay_class: null,
};

function ContractFields({ person, onDraft }: FieldsProps) {
  const text = useText();
  const [contract, setContract] = useState<PersonContract>(person.contract ?? usualContract);
  const [hours, setHours] = useState(String(contract.hours_per_week));
  const set = (part: Partial<PersonContract>) => {
    const next = { ...contract, ...part };
    setContract(next);
    const isWhole = next.hours_per_week > 0 && (next.hours_per_week * 4) % 1 === 0;
    onDraft(isWhole ? { kind: "contract", contract: next } : null);
  };
  return (
    <>
      <Field label={text("people.hours_field")}>
        {(id) => (
          <Input
            id={id}
            inputMode="decimal"
            value={hours}
            onChange={(event) => {
              setHours(event.target.value);
              set({ hours_per_week: Number(event.target.value) || 0 });
            }}
          />
        )}
      </Field>
      <Checkbox
        checked={contract.is_part_time}
        onChange={(event) => set({ is_part_time: event.target.checked })}
      >
        {text("people.part_time")}
      </Checkbox>
      <Checkbox
        checked={contract.night_allowed}
        onChange={(event) => set({ night_allowed: event.target.checked })}
      >
        {text("people.nights")}
      </Checkbox>
      <Field label={text("people.languages")}>
        {(id) => (
          <Select
            id={id}
            mode="tags"
            open={false}
            suffixIcon={null}
            value={contract.languages ?? []}
            onChange={(languages: string[]) => set({ languages })}
          />
        )}
      </Field>
      <Field label={text("people.holiday_pay")}>
        {(id) => (
          <Input
            id={id}
            maxLength={40}
            value={contract.holiday_pay_class ?? ""}
            onChange={(event) => set({ holiday_pay_class: event.target.value.trim() || null })}
          />
        )}
      </Field>
    </>
  );
}

/** Only ends a link: it begins under "to claim", where it is seen what is free. */
function AgentField({ person, onDraft }: FieldsProps) {
  const text = useText();
  const [agent, setAgent] = useState<number | null>(null);
  return (
    <Pick
      label={text("people.agents")}
      placeholder={text("people.end_link")}
      value={agent}
      things={person.agents}
      onPick={(id) => {
        setAgent(id);
        onDraft({ kind: "agent", agent: id, holds: false });
      }}
    />
  );
}

function LeadsField({ person, choices, onDraft }: FieldsProps) {
  const text = useText();
  const [team, setTeam] = useState<number | null>(null);
  const led = new Set(person.leads.map((one) => one.id));
  const things = choices.teams.map((one) => ({
    ...one,
    name: led.has(one.id) ? `${one.name} · ${text("people.end")}` : one.name,
  }));
  return (
    <Pick
      label={text("people.leads")}
      placeholder={text("people.choose_team")}
      value={team}
      things={things}
      onPick={(id) => {
        setTeam(id);
        onDraft({ kind: "leads", team: id, holds: !led.has(id) });
      }}
    />
  );
}

type AccountProps = Pick<FieldsProps, "choices" | "onDraft"> & { profile: PersonProfile };

function AccountField({ profile, choices, onDraft }: AccountProps) {
  const text = useText();
  const [account, setAccount] = useState<number | null>(null);
  const { spans, today } = profile;
  const isOn = (first: string, until: string | null | undefined) =>
    first <= today && (until == null || today < until);
  const own = new Set(
    spans
      .filter((span) => span.kind === "account" && isOn(span.first_day, span.until_day))
      .map((span) => span.slot),
  );
  const things = choices.accounts.map((one) => ({
    ...one,
    name: own.has(one.id) ? `${one.name} · ${text("people.end_link")}` : one.name,
  }));
  return (
    <Pick
      label={text("people.account")}
      placeholder={text("people.choose_account")}
      value={account}
      things={things}
      onPick={(id) => {
        setAccount(id);
        onDraft({ kind: "account", account: id, holds: !own.has(id) });
      }}
    />
  );
}
