/**
 * The definitions of the service level: the centre's target, every version, and the next one.
 *
 * Room:  pages/settings.
 * Holds: a version is never changed, only followed; all stand side by side with their rule in words.
 */
import { Button, Input, Select } from "antd";
import { useState } from "react";
import type {
  DefinitionSettings,
  DefinitionVersion,
  ServiceLevelRule,
  SettingChange,
  Settings,
} from "../../api/views";
import { useText } from "../../i18n/language";
import { SeverityMark } from "../../parts/Mark";
import { ruleFormulas, ruleNames } from "../../parts/Measure";
import { found, targetOf } from "./draft";
import { EffectiveFrom, type Since } from "./EffectiveFrom";
import { Labelled } from "./Labelled";
import { OriginWord } from "./OriginWord";
import { houseDefinition } from "./QueuesSection";
import type { SectionProps } from "./section";
import { shareIn, shareText } from "./share";
import { whenText } from "./words";

export function RulesSection(props: SectionProps) {
  const text = useText();
  return (
    <div className="stack">
      <p className="second settings-intro">{text("settings.version_stays")}</p>
      {props.settings.definitions.map((definition) => (
        <Definition key={definition.id} definition={definition} {...props} />
      ))}
    </div>
  );
}

type Props = SectionProps & { definition: DefinitionSettings };

function Definition({ definition, settings, changes, onPut, zone }: Props) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  const { id, versions } = definition;
  const inForce = versions.find((one) => one.is_in_force);
  const waiting = found(changes, "definition", `definition ${id}`);
  return (
    <section className="panel" aria-label={text("settings.definition", { id })}>
      <div className="settings-tools">
        <h2>
          {text("settings.definition", { id })}
          {inForce && ` · ${text(ruleNames[inForce.rule])}`}
        </h2>
        {id === houseDefinition && (
          <span className="shown-mark">
            <SeverityMark severity="good" />
            {text("settings.shown_on_screens")}
          </span>
        )}
        <OriginWord origin={definition.origin} />
      </div>
      <div className="versions-scroll">
        <table className="settings-table versions numbers">
          <thead>
            <tr>
              <th scope="col">{text("settings.version")}</th>
              <th scope="col">{text("settings.since")}</th>
              <th scope="col">{text("settings.rule")}</th>
              <th scope="col">{text("settings.threshold")}</th>
              <th scope="col">{text("settings.short")}</th>
              <th scope="col">{text("settings.closed_hours")}</th>
            </tr>
          </thead>
          <tbody>
            {versions.map((version) => (
              <VersionRow key={version.version} version={version} zone={zone} inForce={inForce} />
            ))}
          </tbody>
        </table>
      </div>
      <div className="settings-add-line">
        <TargetField definition={id} settings={settings} changes={changes} onPut={onPut} />
        {!isOpen && (
          <Button
            className={waiting ? "is-changed" : undefined}
            aria-label={text("settings.next_version_of", { id })}
            onClick={() => setOpen(true)}
          >
            {text("settings.next_version")}
          </Button>
        )}
      </div>
      {isOpen && inForce && (
        <NextVersion
          definition={definition}
          from={inForce}
          settings={settings}
          zone={zone}
          onClose={() => setOpen(false)}
          onTake={(change) => {
            onPut([change]);
            setOpen(false);
          }}
        />
      )}
    </section>
  );
}

type RowProps = { version: DefinitionVersion; zone: string; inForce?: DefinitionVersion };

function VersionRow({ version, zone, inForce }: RowProps) {
  const text = useText();
  const begins = (one: DefinitionVersion) => one.effective_from ?? "";
  const isLater = inForce !== undefined && begins(version) > begins(inForce);
  const state = version.is_in_force
    ? "settings.in_force"
    : isLater
      ? "settings.to_come"
      : "settings.over";
  return (
    <tr className={version.is_in_force ? "in-force" : undefined}>
      <th scope="row">
        {version.version} <span className="second">{text(state)}</span>
      </th>
      <td data-label={text("settings.since")}>
        {version.effective_from
          ? whenText(version.effective_from, zone)
          : text("settings.since_ever")}
      </td>
      <td data-label={text("settings.rule")}>
        {text(ruleNames[version.rule])}
        <span className="second rule-words">{text(ruleFormulas[version.rule])}</span>
      </td>
      <td data-label={text("settings.threshold")}>
        {text("settings.seconds", { seconds: version.threshold_s })}
      </td>
      <td data-label={text("settings.short")}>
        {text("settings.seconds", { seconds: version.short_s })}
      </td>
      <td data-label={text("settings.closed_hours")}>
        {text(version.without_closed_hours ? "settings.yes" : "settings.no")}
      </td>
    </tr>
  );
}

type TargetProps = Pick<SectionProps, "settings" | "changes" | "onPut"> & { definition: number };

function TargetField({ definition, settings, changes, onPut }: TargetProps) {
  const text = useText();
  const [typed, setTyped] = useState<string | null>(null);
  const change = found(changes, "target", `target centre ${definition}`);
  const share = change ? (change.share ?? null) : targetOf(settings, null, definition);
  const isEmpty = typed !== null && typed.trim() === "";
  const isWrong = typed !== null && !isEmpty && shareIn(typed) === null;
  const take = () => {
    if (typed === null || isWrong) return;
    const next = isEmpty ? null : shareIn(typed);
    onPut([{ kind: "target", queue: null, definition, share: next }]);
    setTyped(null);
  };
  return (
    <Labelled name={text("settings.centre_target")} className="settings-field is-short">
      {(id) => (
        <>
          <Input
            id={id}
            className={change ? "share-field is-changed" : "share-field"}
            inputMode="decimal"
            title={text("settings.target_hint")}
            status={isWrong ? "error" : undefined}
            value={typed ?? shareText(share)}
            onChange={(event) => setTyped(event.target.value)}
            onBlur={take}
            onPressEnter={take}
          />
          {isWrong && <span className="field-error">{text("settings.target_wrong")}</span>}
        </>
      )}
    </Labelled>
  );
}

type NextProps = {
  definition: DefinitionSettings;
  from: DefinitionVersion;
  settings: Settings;
  zone: string;
  onClose: () => void;
  onTake: (change: SettingChange) => void;
};

const rules = Object.keys(ruleNames) as ServiceLevelRule[];

function NextVersion({ definition, from, settings, zone, onClose, onTake }: NextProps) {
  const text = useText();
  const [rule, setRule] = useState(from.rule);
  const [threshold, setThreshold] = useState(from.threshold_s);
  const [short, setShort] = useState(from.short_s);
  const [isWithout, setWithout] = useState(from.without_closed_hours);
  const [since, setSince] = useState<Since>(null);
  const seconds = settings.thresholds_s.map((value) => ({
    value,
    label: text("settings.seconds", { seconds: value }),
  }));
  const isFixed = definition.closed_hours_origin === "file";
  const take = () =>
    onTake({
      kind: "definition",
      definition: definition.id,
      rule,
      threshold_s: threshold,
      short_s: short,
      without_closed_hours: isWithout,
      effective_from: since,
    });
  return (
    <fieldset className="next-version">
      <legend>{text("settings.next_version_of", { id: definition.id })}</legend>
      <div className="settings-field wide">
        <span>{text("settings.rule")}</span>
        <Select<ServiceLevelRule>
          aria-label={text("settings.rule")}
          value={rule}
          options={rules.map((value) => ({ value, label: text(ruleNames[value]) }))}
          onChange={setRule}
        />
        <span className="second">{text(ruleFormulas[rule])}</span>
      </div>
      <div className="settings-field">
        <span>{text("settings.threshold")}</span>
        <Select<number>
          aria-label={text("settings.threshold")}
          value={threshold}
          options={seconds}
          onChange={setThreshold}
        />
      </div>
      <div className="settings-field">
        <span>{text("settings.short")}</span>
        <Select<number>
          aria-label={text("settings.short")}
          value={short}
          options={seconds}
          onChange={setShort}
        />
      </div>
      <label className="choose-all" title={isFixed ? text("settings.in_file") : undefined}>
        <input
          type="checkbox"
          checked={isWithout}
          disabled={isFixed}
          onChange={(event) => setWithout(event.target.checked)}
        />
        {text("settings.closed_hours")}
      </label>
      <EffectiveFrom nextStep={settings.next_step} zone={zone} value={since} onChange={setSince} />
      <div className="settings-tools">
        <Button type="primary" onClick={take} disabled={since === undefined}>
          {text("settings.add_to_list")}
        </Button>
        <Button onClick={onClose}>{text("settings.cancel")}</Button>
      </div>
    </fieldset>
  );
}
