/**
 * Every queue with what can be set of it; one is edited, or many at once.
 *
 * Room:  pages/settings.
 * Holds: waiting changes stand in the row, marked; a choice survives the search.
 */
import { Button, Input } from "antd";
import { memo, useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import type { QueueSettings, SettingChange, Settings } from "../../api/views";
import { rate } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { Empty } from "../../parts/states";
import { found, hoursNow, keyOf, targetOf } from "./draft";
import { OriginWord } from "./OriginWord";
import { QueueForm } from "./QueueForm";
import type { SectionProps } from "./section";
import { nameOf, weekText } from "./words";

/** The definition that screens show. */
export const houseDefinition = 1;

export function QueuesSection({ settings, changes, onPut }: SectionProps) {
  const text = useText();
  const [wanted, setWanted] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [edited, setEdited] = useState<number[] | null>(null);
  const [, setSearch] = useSearchParams();
  const word = wanted.trim().toLowerCase();
  const shown = useMemo(
    () => settings.queues.filter((one) => `${one.name} ${one.key}`.toLowerCase().includes(word)),
    [settings, word],
  );
  const byKey = useMemo(() => new Map(changes.map((one) => [keyOf(one), one])), [changes]);
  if (settings.queues.length === 0) {
    return <Empty title={text("settings.no_queues")} hint={text("settings.no_queues_hint")} />;
  }
  const areAllChosen = shown.length > 0 && shown.every((one) => chosen.has(one.id));
  const chooseAll = () =>
    setChosen((before) => {
      const next = new Set(before);
      for (const { id } of shown) areAllChosen ? next.delete(id) : next.add(id);
      return next;
    });
  const choose = (id: number) =>
    setChosen((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const toHours = (ids: number[]) => setSearch({ section: "hours", queue: ids.join(".") });
  return (
    <section className="panel" aria-label={text("settings.queues")}>
      <div className="settings-tools">
        <Input
          allowClear
          className="settings-find"
          aria-label={text("settings.find_queue")}
          placeholder={text("settings.find_queue")}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
        <label className="choose-all">
          <input type="checkbox" checked={areAllChosen} onChange={chooseAll} />
          {text("settings.choose_all")}
        </label>
        {chosen.size > 0 && (
          <>
            <span className="second numbers" role="status">
              {text("settings.chosen", { count: chosen.size })}
            </span>
            <Button onClick={() => setEdited([...chosen])}>{text("settings.edit_chosen")}</Button>
            <Button onClick={() => toHours([...chosen])}>{text("settings.to_hours")}</Button>
          </>
        )}
      </div>
      {shown.length === 0 && (
        <Empty title={text("settings.no_match")} hint={text("settings.no_match_hint")} />
      )}
      {shown.length > 0 && (
        <table className="settings-table queue-settings">
          <thead>
            <tr>
              <td />
              <th scope="col">{text("settings.name")}</th>
              <th scope="col">{text("settings.skill")}</th>
              <th scope="col">{text("settings.site")}</th>
              <th scope="col">{text("settings.target")}</th>
              <th scope="col">{text("settings.hours")}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {shown.map((queue) => (
              <Row
                key={queue.id}
                queue={queue}
                settings={settings}
                name={byKey.get(`name queue ${queue.id}`)}
                place={byKey.get(`place ${queue.id}`)}
                target={byKey.get(`target ${queue.id} ${houseDefinition}`)}
                hours={byKey.get(`hours ${queue.id}`)}
                isChosen={chosen.has(queue.id)}
                onChoose={choose}
                onEdit={setEdited}
              />
            ))}
          </tbody>
        </table>
      )}
      {edited && (
        <QueueForm
          settings={settings}
          ids={edited}
          changes={changes}
          onClose={() => setEdited(null)}
          onPut={(more) => {
            onPut(more);
            setEdited(null);
          }}
          onHours={() => toHours(edited)}
        />
      )}
    </section>
  );
}

type RowProps = {
  queue: QueueSettings;
  settings: Settings;
  name?: SettingChange;
  place?: SettingChange;
  target?: SettingChange;
  hours?: SettingChange;
  isChosen: boolean;
  onChoose: (id: number) => void;
  onEdit: (ids: number[]) => void;
};

const Row = memo(function Row(props: RowProps) {
  const text = useText();
  const { queue, settings, isChosen, onChoose, onEdit } = props;
  const named = found(props.name ? [props.name] : [], "display_name", `name queue ${queue.id}`);
  const placed = found(props.place ? [props.place] : [], "queue_place", `place ${queue.id}`);
  const timed = found(props.hours ? [props.hours] : [], "opening_hours", `hours ${queue.id}`);
  const name = named ? (named.name ?? queue.own_name ?? queue.name) : queue.name;
  const place = placed ?? queue;
  return (
    <tr className={isChosen ? "is-chosen" : undefined}>
      <td>
        <input
          type="checkbox"
          aria-label={text("settings.choose", { name: queue.name })}
          checked={isChosen}
          onChange={() => onChoose(queue.id)}
        />
      </td>
      <th scope="row">
        <span className={named ? "is-changed" : undefined}>{name}</span>
        <span className="second queue-key">
          {queue.key} · {queue.source ?? text("settings.house")}
        </span>
      </th>
      <td data-label={text("settings.skill")} className={placed ? "is-changed" : undefined}>
        {nameOf(settings.skills, place.skill) ?? text("settings.none")}
      </td>
      <td data-label={text("settings.site")} className={placed ? "is-changed" : undefined}>
        {nameOf(settings.sites, place.site) ?? text("settings.none")}
      </td>
      <td
        data-label={text("settings.target")}
        className={props.target ? "numbers is-changed" : "numbers"}
      >
        <Target queue={queue} settings={settings} change={props.target} />
      </td>
      <td data-label={text("settings.hours")} className="numbers">
        <span className={timed ? "is-changed" : undefined}>
          {weekText(timed ? timed.hours : hoursNow(queue), text)}
        </span>{" "}
        <OriginWord origin={queue.hours_origin} />
        {queue.hours.some((version) => !version.is_in_force) && (
          <span className="second"> · {text("settings.coming")}</span>
        )}
      </td>
      <td>
        <Button
          size="small"
          aria-label={text("settings.edit_name", { name: queue.name })}
          onClick={() => onEdit([queue.id])}
        >
          {text("settings.edit")}
        </Button>
      </td>
    </tr>
  );
});

type TargetProps = { queue: QueueSettings; settings: Settings; change?: SettingChange };

function Target({ queue, settings, change }: TargetProps) {
  const text = useText();
  const own =
    change?.kind === "target"
      ? (change.share ?? null)
      : targetOf(settings, queue.id, houseDefinition);
  if (own !== null) return rate(own);
  const centre = targetOf(settings, null, houseDefinition);
  return (
    <span className="second">{text("settings.target_of_centre", { target: rate(centre) })}</span>
  );
}
