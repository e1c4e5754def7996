/**
 * When queues are open: of one queue, and the same of others at once.
 *
 * Room:  pages/settings; the address holds the queues that are edited.
 * Holds: what cannot be read is said at its field and does not go into the list.
 */
import { Button, Select } from "antd";
import { useSearchParams } from "react-router";
import type { QueueSettings } from "../../api/views";
import { useText } from "../../i18n/language";
import { Empty } from "../../parts/states";
import { found, hoursNow } from "./draft";
import { HoursForm } from "./HoursForm";
import { OriginWord } from "./OriginWord";
import type { SectionProps } from "./section";
import { WeekBars } from "./WeekBars";
import { weekText, whenText } from "./words";

export function HoursSection(props: SectionProps) {
  const { settings } = props;
  const text = useText();
  const [search, setSearch] = useSearchParams();
  const asked = (search.get("queue") ?? "").split(".").filter(Boolean).map(Number);
  const known = settings.queues.filter((queue) => asked.includes(queue.id));
  const [first] = settings.queues;
  if (!first) {
    return <Empty title={text("settings.no_queues")} hint={text("settings.no_queues_hint")} />;
  }
  const queue = known[0] ?? first;
  const choose = (id: number) =>
    setSearch({ section: "hours", queue: String(id) }, { replace: true });
  return (
    <div className="stack">
      <section className="panel" aria-label={text("settings.hours_of", { name: queue.name })}>
        <div className="settings-tools">
          <Select<number>
            showSearch
            optionFilterProp="label"
            className="queue-select"
            aria-label={text("settings.hours_pick")}
            value={queue.id}
            options={settings.queues.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={choose}
          />
          <OriginWord origin={queue.hours_origin} />
        </div>
        <h3>{text("settings.now")}</h3>
        <WeekBars hours={hoursNow(queue)} />
        <Coming queue={queue} {...props} />
      </section>
      {queue.hours_origin === "file" ? (
        <p className="second settings-intro">{text("settings.in_file")}</p>
      ) : (
        <HoursForm
          key={asked.join()}
          queue={queue}
          others={known
            .filter((other) => other.id !== queue.id && other.hours_origin !== "file")
            .map((other) => other.id)}
          {...props}
        />
      )}
    </div>
  );
}

/** What is set for later. */
function Coming({ queue, zone, changes, onPut }: SectionProps & { queue: QueueSettings }) {
  const text = useText();
  const waiting = found(changes, "opening_hours", `hours ${queue.id}`);
  // What is to come is taken back by letting the hours of now hold from the same moment on.
  const takeBack = (from: string) => {
    const hours = hoursNow(queue);
    onPut([{ kind: "opening_hours", queue: queue.id, hours, effective_from: from }]);
  };
  const later = queue.hours.filter((version) => !version.is_in_force);
  if (later.length === 0) return null;
  return (
    <ul className="coming numbers">
      {later.map((version) => (
        <li key={version.effective_from}>
          <strong>{text("settings.coming")}</strong>{" "}
          {text("settings.from", { time: whenText(version.effective_from, zone) })} ·{" "}
          {weekText(version.hours, text)}{" "}
          {queue.hours_origin !== "file" && version.effective_from !== waiting?.effective_from && (
            <Button size="small" type="link" onClick={() => takeBack(version.effective_from ?? "")}>
              {text("settings.take_back")}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
