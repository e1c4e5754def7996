/**
 * Name, skill, site and target of one queue; of many at once all but the name.
 *
 * Room:  pages/settings; beside the table.
 * Holds: of many, what is left at "as it is" is not changed.
 */
import { Button, Drawer, Input, Select } from "antd";
import { useState } from "react";
import type { QueueSettings, SettingChange, Settings } from "../../api/views";
import { rate } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { found, targetOf } from "./draft";
import { NameField } from "./NameTable";
import { houseDefinition } from "./QueuesSection";
import { shareIn, shareText } from "./share";

type Props = {
  settings: Settings;
  ids: number[];
  changes: SettingChange[];
  onClose: () => void;
  onPut: (changes: SettingChange[]) => void;
  onHours: () => void;
};

/** A choice of a skill or site: a number, none, or as it is. */
const asItIs = "as-it-is";
const none = "none";

export function QueueForm({ settings, ids, changes, onClose, onPut, onHours }: Props) {
  const text = useText();
  const queues = settings.queues.filter((one) => ids.includes(one.id));
  const [one] = queues;
  const isOne = queues.length === 1;
  const placed = isOne ? found(changes, "queue_place", `place ${one?.id}`) : undefined;
  const aimed = isOne
    ? found(changes, "target", `target ${one?.id} ${houseDefinition}`)
    : undefined;
  const first = (id: number | null | undefined) =>
    id === null || id === undefined ? none : String(id);
  const place = placed ?? one;
  const [skill, setSkill] = useState(isOne ? first(place?.skill) : asItIs);
  const [site, setSite] = useState(isOne ? first(place?.site) : asItIs);
  const share = aimed
    ? (aimed.share ?? null)
    : one
      ? targetOf(settings, one.id, houseDefinition)
      : null;
  const [target, setTarget] = useState<string | null>(isOne ? shareText(share) : null);
  const [follows, setFollows] = useState(isOne ? share === null : false);
  const [names, setNames] = useState<SettingChange[]>([]);
  const aim = target === null || follows ? null : shareIn(target);
  const isWrong = !follows && target !== null && target !== "" && aim === null;
  if (!one) return null;
  const take = () => {
    if (isWrong) return;
    const share = follows ? "centre" : aim;
    const of = (queue: QueueSettings) =>
      changesOf(queue.id, isOne ? place : queue, skill, site, share);
    onPut([...names, ...queues.flatMap(of)]);
  };
  const options = (list: { id: number; name: string }[]) => [
    ...(isOne ? [] : [{ value: asItIs, label: text("settings.as_it_is") }]),
    { value: none, label: text("settings.none") },
    ...list.map((known) => ({ value: String(known.id), label: known.name })),
  ];
  return (
    <Drawer
      open
      size={Math.min(420, window.innerWidth)}
      closable={{ "aria-label": text("action.close") }}
      title={
        isOne
          ? text("settings.edit_name", { name: one.name })
          : text("settings.edit_many", { count: queues.length })
      }
      onClose={onClose}
      footer={
        <div className="preview-foot">
          <Button onClick={onClose}>{text("settings.cancel")}</Button>
          <Button type="primary" onClick={take} disabled={isWrong}>
            {text("settings.add_to_list")}
          </Button>
        </div>
      }
    >
      <div className="stack">
        {isOne && (
          <div className="settings-field">
            <span>{text("settings.name")}</span>
            <NameField
              kind="queue"
              row={one}
              changes={[...changes.filter((known) => known.kind === "display_name"), ...names]}
              onPut={(more) => setNames(more)}
            />
          </div>
        )}
        <Choice
          name={text("settings.skill")}
          value={skill}
          options={options(settings.skills)}
          onChange={setSkill}
        />
        <Choice
          name={text("settings.site")}
          value={site}
          options={options(settings.sites)}
          onChange={setSite}
        />
        <div className="settings-field">
          <label htmlFor="queue-target">{text("settings.target_percent")}</label>
          <Input
            id="queue-target"
            inputMode="decimal"
            disabled={follows}
            value={follows ? "" : (target ?? "")}
            placeholder={
              follows
                ? text("settings.target_of_centre", {
                    target: rate(targetOf(settings, null, houseDefinition)),
                  })
                : isOne
                  ? undefined
                  : text("settings.as_it_is")
            }
            status={isWrong ? "error" : undefined}
            onChange={(event) => setTarget(event.target.value)}
          />
          {isWrong && <span className="field-error">{text("settings.target_wrong")}</span>}
          <label className="choose-all">
            <input
              type="checkbox"
              checked={follows}
              onChange={(event) => setFollows(event.target.checked)}
            />
            {text("settings.target_follow")}
          </label>
        </div>
        <Button onClick={onHours}>{text("settings.to_hours")}</Button>
      </div>
    </Drawer>
  );
}

type Place = { skill?: number | null; site?: number | null } | undefined;

/** `share`: its own; "centre": it follows the centre; null: as it is. */
function changesOf(
  queue: number,
  place: Place,
  skill: string,
  site: string,
  share: number | "centre" | null,
): SettingChange[] {
  const meant = (word: string, old: number | null | undefined) => {
    if (word === asItIs) return old ?? null;
    return word === none ? null : Number(word);
  };
  const placed: SettingChange = {
    kind: "queue_place",
    queue,
    skill: meant(skill, place?.skill),
    site: meant(site, place?.site),
  };
  const own = share === "centre" ? null : share;
  const aimed: SettingChange = { kind: "target", queue, definition: houseDefinition, share: own };
  return [
    ...(skill === asItIs && site === asItIs ? [] : [placed]),
    ...(share === null ? [] : [aimed]),
  ];
}

type ChoiceProps = {
  name: string;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
};

function Choice({ name, value, options, onChange }: ChoiceProps) {
  return (
    <div className="settings-field">
      <span>{name}</span>
      <Select
        showSearch
        optionFilterProp="label"
        aria-label={name}
        value={value}
        options={options}
        onChange={onChange}
      />
    </div>
  );
}
