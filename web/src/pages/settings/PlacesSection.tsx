/** Numbers; and sites with their zones, skills and teams: names, and new ones of those the house makes. */
import { Button, Input, Select } from "antd";
import { useState } from "react";
import type { NamedSettings } from "../../api/views";
import { type Key, useText } from "../../i18n/language";
import { found } from "./draft";
import { Labelled } from "./Labelled";
import { longestName, NameTable } from "./NameTable";
import type { SectionProps } from "./section";
import { ZoneSelect } from "./ZoneSelect";

export function NumbersSection({ settings, changes, onPut }: SectionProps) {
  return (
    <NameTable
      kind="did"
      title="settings.numbers"
      rows={settings.dids}
      changes={changes}
      onPut={onPut}
    />
  );
}

export function PlacesSection({ settings, changes, onPut, zone }: SectionProps) {
  const text = useText();
  const zoneCell = (row: NamedSettings) => {
    const site = settings.sites.find((one) => one.id === row.id);
    const change = found(changes, "site_zone", `zone ${row.id}`);
    return (
      <ZoneSelect
        label={`${text("settings.zone")} ${row.name}`}
        value={change?.zone ?? site?.zone ?? null}
        onChange={(chosen) => chosen && onPut([{ kind: "site_zone", site: row.id, zone: chosen }])}
      />
    );
  };
  return (
    <div className="stack">
      <NameTable
        kind="site"
        title="settings.sites"
        rows={settings.sites}
        extra={{ name: "settings.zone", cell: zoneCell }}
        changes={changes}
        onPut={onPut}
      />
      <Adding title="settings.add_site" zone={zone} onPut={onPut} />
      <NameTable
        kind="skill"
        title="settings.skills"
        rows={settings.skills}
        changes={changes}
        onPut={onPut}
      />
      <Adding title="settings.add_skill" zone={null} onPut={onPut} />
      <NameTable
        kind="team"
        title="settings.teams"
        rows={settings.teams}
        changes={changes}
        onPut={onPut}
      />
      <Adding title="settings.add_team" zone={null} sites={settings.sites} onPut={onPut} />
    </div>
  );
}

type AddingProps = Pick<SectionProps, "onPut"> & {
  title: Key;
  /** The zone offered first; null: a thing without one. */
  zone: string | null;
  /** Where a team may be at home; absent: it is no team. */
  sites?: NamedSettings[];
};

function Adding({ title, zone, sites, onPut }: AddingProps) {
  const text = useText();
  const [name, setName] = useState("");
  const [key, setKey] = useState("");
  const [chosen, setChosen] = useState(zone);
  const [site, setSite] = useState<number | null>(null);
  const [isAsked, setAsked] = useState(false);
  const isMissing = isAsked && name.trim() === "";
  const add = () => {
    setAsked(true);
    if (name.trim() === "") return;
    const said = { name: name.trim(), key: key.trim() || null };
    if (sites) onPut([{ kind: "add_team", ...said, site }]);
    else if (chosen === null) onPut([{ kind: "add_skill", ...said }]);
    else onPut([{ kind: "add_site", ...said, zone: chosen }]);
    setName("");
    setKey("");
    setAsked(false);
  };
  return (
    <section className="panel settings-add" aria-label={text(title)}>
      <h2>{text(title)}</h2>
      <div className="settings-add-line">
        <Labelled name={text("settings.name")}>
          {(id) => (
            <>
              <Input
                id={id}
                value={name}
                maxLength={longestName}
                status={isMissing ? "error" : undefined}
                onChange={(event) => setName(event.target.value)}
                onPressEnter={add}
              />
              {isMissing && <span className="field-error">{text("settings.name_missing")}</span>}
            </>
          )}
        </Labelled>
        <Labelled name={text("settings.key")}>
          {(id) => (
            <Input
              id={id}
              value={key}
              maxLength={longestName}
              placeholder={name}
              onChange={(event) => setKey(event.target.value)}
            />
          )}
        </Labelled>
        {chosen !== null && (
          <span className="settings-field">
            {text("settings.zone")}
            <ZoneSelect
              label={text("settings.zone")}
              value={chosen}
              onChange={(next) => next && setChosen(next)}
            />
          </span>
        )}
        {sites && (
          <Labelled name={text("queue.site")}>
            {(id) => (
              <Select
                id={id}
                allowClear
                placeholder={text("settings.no_site")}
                value={site}
                options={sites.map((one) => ({ value: one.id, label: one.name }))}
                onChange={(next) => setSite(next ?? null)}
              />
            )}
          </Labelled>
        )}
        <Button onClick={add}>{text("settings.add")}</Button>
      </div>
      <p className="second">{text("settings.key_hint")}</p>
    </section>
  );
}
