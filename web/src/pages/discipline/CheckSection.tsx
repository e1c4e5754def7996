/**
 * A check as it is made while walking: where, how many were looked at, what was found, with a picture.
 *
 * Room:  pages/discipline; in one hand first.
 * Holds: what is not sent stays on the device; sent again after a cut it is the same check.
 */
import { Button, Input } from "antd";
import { useEffect, useState } from "react";
import { useConductRules, useSendCheck } from "../../api/discipline";
import { usePeopleChoices } from "../../api/people";
import type { SupervisionLevel } from "../../api/views";
import { useLanguage, useText } from "../../i18n/language";
import { Labelled } from "../../parts/Labelled";
import { Failure, Loading } from "../../parts/states";
import { levelNames } from "./discipline-words";
import {
  type Draft,
  type DraftFinding,
  emptyDraft,
  fresh,
  keepDraft,
  readDraft,
  small,
} from "./draft";
import { PersonChoice } from "./PersonChoice";

type Photos = Record<string, Blob>;

/** `led`: the teams that one leads; none where the right is not one of teams. */
type Props = { levels: SupervisionLevel[]; led: number[] };

export function CheckSection({ levels, led }: Props) {
  const text = useText();
  const first = levels[0] ?? "team";
  const [draft, setDraft] = useState<Draft>(() => readDraft(first));
  const [photos, setPhotos] = useState<Photos>({});
  const [isTried, setTried] = useState(false);
  const [sent, setSent] = useState<{ looked: string; found: number } | null>(null);
  const choices = usePeopleChoices();
  const rules = useConductRules();
  const send = useSendCheck();
  useEffect(() => keepDraft(sent ? null : draft), [draft, sent]);
  const put = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));

  if (choices.error || rules.error) return <Failure error={choices.error ?? rules.error} />;
  if (!choices.data || !rules.data) return <Loading />;
  const { sites } = choices.data;
  const level = levels.includes(draft.level) ? draft.level : first;
  const isLed = level === "team" && led.length > 0;
  const teams = choices.data.teams.filter((one) => !isLed || led.includes(one.id));
  const site = draft.site ?? (isLed ? teams[0]?.site : null) ?? sites[0]?.id ?? null;
  const own = teams.filter((team) => team.site == null || team.site === site);
  const team = draft.team ?? (level === "team" ? (own[0]?.id ?? null) : null);
  const looked = Number(draft.lookedAt);
  const isCounted = Number.isInteger(looked) && looked >= 1 && looked <= 2000;
  const isWhole = isCounted && site !== null && draft.findings.every((one) => one.rule);

  const submit = () => {
    setTried(true);
    if (!isWhole || site === null) return;
    const findings = draft.findings.map(({ number, seat, rule, note }) => ({
      number,
      seat,
      rule,
      note,
    }));
    const check = {
      request: draft.request,
      level,
      site,
      team,
      area: draft.area,
      looked_at: looked,
      findings,
    };
    const pictures = draft.findings.map((one) => photos[one.key] ?? null);
    send.mutate(
      { check, photos: pictures },
      { onSuccess: () => setSent({ looked: draft.lookedAt, found: findings.length }) },
    );
  };
  const again = () => {
    setSent(null);
    setTried(false);
    setPhotos({});
    setDraft({ ...emptyDraft(level), site: draft.site, team: draft.team });
  };
  if (sent) {
    return (
      <section className="panel check-form" aria-label={text("discipline.check")}>
        <p role="status">{text("discipline.sent", sent)}</p>
        <Button type="primary" size="large" onClick={again}>
          {text("discipline.another")}
        </Button>
      </section>
    );
  }
  const change = (key: string, part: Partial<DraftFinding>) =>
    put({ findings: draft.findings.map((one) => (one.key === key ? { ...one, ...part } : one)) });
  return (
    <section className="check-form" aria-label={text("discipline.check")}>
      <Where
        {...{ draft, levels, level, site, team, own, put }}
        isBad={isTried && !isCounted}
        sites={sites}
      />
      <h2>{text("discipline.found")}</h2>
      {draft.findings.map((one) => (
        <FindingForm
          key={one.key}
          one={one}
          team={team}
          isTried={isTried}
          hasPhoto={one.key in photos}
          onPhoto={(photo) => setPhotos((now) => ({ ...now, [one.key]: photo }))}
          onChange={(part) => change(one.key, part)}
          onRemove={() => put({ findings: draft.findings.filter(({ key }) => key !== one.key) })}
        />
      ))}
      <Button
        size="large"
        onClick={() =>
          put({
            findings: [
              ...draft.findings,
              { key: fresh(), number: null, seat: "", rule: "", note: "" },
            ],
          })
        }
      >
        {text("discipline.add")}
      </Button>
      {send.error && <Failure error={send.error} />}
      <Button type="primary" size="large" onClick={submit} loading={send.isPending}>
        {text("discipline.send")}
      </Button>
      <p className="second">{text("discipline.draft_kept")}</p>
    </section>
  );
}

type Named = { id: number; name: string };

type WhereProps = {
  draft: Draft;
  levels: SupervisionLevel[];
  level: SupervisionLevel;
  site: number | null;
  team: number | null;
  sites: Named[];
  /** The teams of the site. */
  own: Named[];
  isBad: boolean;
  put: (part: Partial<Draft>) => void;
};

function Where({ draft, levels, level, site, team, sites, own, isBad, put }: WhereProps) {
  const text = useText();
  return (
    <div className="panel check-where">
      <Native
        label={text("discipline.level")}
        value={level}
        onChange={(value) => put({ level: value as SupervisionLevel })}
        options={levels.map((one) => [one, text(levelNames[one])])}
      />
      <Native
        label={text("discipline.site")}
        value={String(site ?? "")}
        onChange={(value) => put({ site: Number(value), team: null })}
        options={sites.map((one) => [String(one.id), one.name])}
      />
      <Native
        label={text("discipline.team")}
        value={String(team ?? "")}
        onChange={(value) => put({ team: value ? Number(value) : null })}
        options={[
          ...(level === "team" ? [] : [["", text("discipline.no_team")] as const]),
          ...own.map((one) => [String(one.id), one.name] as const),
        ]}
      />
      <Labelled label={text("discipline.area")}>
        {(id) => (
          <Input
            id={id}
            size="large"
            value={draft.area}
            maxLength={60}
            onChange={(event) => put({ area: event.target.value })}
          />
        )}
      </Labelled>
      <Labelled label={`${text("discipline.looked_at")} · ${text("discipline.looked_at_hint")}`}>
        {(id) => (
          <Input
            id={id}
            size="large"
            inputMode="numeric"
            value={draft.lookedAt}
            status={isBad ? "error" : undefined}
            onChange={(event) => put({ lookedAt: event.target.value.replace(/\D/g, "") })}
          />
        )}
      </Labelled>
      {isBad && <Missing />}
    </div>
  );
}

type FindingProps = {
  one: DraftFinding;
  team: number | null;
  isTried: boolean;
  hasPhoto: boolean;
  onPhoto: (photo: Blob) => void;
  onChange: (part: Partial<DraftFinding>) => void;
  onRemove: () => void;
};

function FindingForm({ one, team, isTried, hasPhoto, onPhoto, onChange, onRemove }: FindingProps) {
  const text = useText();
  const { language } = useLanguage();
  const rules = useConductRules().data?.rules ?? [];
  const [isBad, setBad] = useState(false);
  const inUse = rules.filter(({ rule, is_future }) => rule.is_active && !is_future);
  const take = (file: File | undefined) => {
    if (!file) return;
    setBad(false);
    small(file).then(onPhoto, () => setBad(true));
  };
  return (
    <div className="panel check-finding">
      <Native
        label={text("discipline.rule")}
        value={one.rule}
        onChange={(rule) => onChange({ rule })}
        options={[
          ["", text("discipline.choose")],
          ...inUse.map(
            ({ code, rule }) =>
              [code, `${code} ${language === "zh-CN" ? rule.name_zh : rule.name_en}`] as const,
          ),
        ]}
      />
      {isTried && !one.rule && <Missing />}
      <PersonChoice
        label={text("discipline.who")}
        value={one.number}
        onChange={(number) => onChange({ number })}
        team={team ?? undefined}
      />
      <Labelled label={text("discipline.seat_label")}>
        {(id) => (
          <Input
            id={id}
            size="large"
            value={one.seat}
            maxLength={60}
            onChange={(event) => onChange({ seat: event.target.value })}
          />
        )}
      </Labelled>
      <Labelled label={text("discipline.note")}>
        {(id) => (
          <Input.TextArea
            id={id}
            value={one.note}
            maxLength={1000}
            autoSize={{ minRows: 2 }}
            onChange={(event) => onChange({ note: event.target.value })}
          />
        )}
      </Labelled>
      <div className="check-finding-ends">
        <label className="photo-button">
          {text(hasPhoto ? "discipline.photo_ready" : "discipline.photo")}
          <input
            type="file"
            accept="image/*"
            capture="environment"
            onChange={(event) => take(event.target.files?.[0])}
          />
        </label>
        <Button size="large" onClick={onRemove}>
          {text("discipline.remove")}
        </Button>
      </div>
      {isBad && (
        <p className="field-error" role="alert">
          {text("discipline.photo_bad")}
        </p>
      )}
    </div>
  );
}

type NativeProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  options: (readonly [string, string])[];
};

/** The device's own list: its wheel is under the thumb. */
export function Native({ label, value, onChange, options }: NativeProps) {
  return (
    <Labelled label={label}>
      {(id) => (
        <select
          id={id}
          className="native-select"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        >
          {options.map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

function Missing() {
  const text = useText();
  return (
    <p className="field-error" role="alert">
      {text("discipline.missing")}
    </p>
  );
}
