/**
 * The changes that are not applied yet, beside every section: how many, which, discard, preview.
 *
 * Room:  pages/settings.
 */
import { Button, Popconfirm } from "antd";
import type { SettingChange, Settings } from "../../api/views";
import { useText } from "../../i18n/language";
import { describe } from "./describe";
import { keyOf } from "./draft";
import { grouped } from "./groups";

type Props = {
  settings: Settings;
  changes: SettingChange[];
  onDrop: (keys: string[]) => void;
  onDropAll: () => void;
  onPreview: () => void;
};

/** As many names of a group stand in the list; the preview names more. */
const mostNames = 6;

export function PendingList({ settings, changes, onDrop, onDropAll, onPreview }: Props) {
  const text = useText();
  const described = changes.map((change) => ({
    key: keyOf(change),
    kind: change.kind,
    ...describe(change, settings, text),
  }));
  const groups = grouped(described, (one) => `${one.kind} ${one.field} ${one.after}`);
  return (
    <aside className="panel pending" aria-label={text("settings.pending_list")}>
      <p className="pending-count" role="status">
        <strong>{text("settings.pending", { count: changes.length })}</strong>
      </p>
      <div className="pending-buttons">
        <Button type="primary" onClick={onPreview}>
          {text("settings.preview")}
        </Button>
        <Popconfirm
          title={text("settings.discard_sure")}
          okText={text("settings.discard")}
          cancelText={text("settings.cancel")}
          onConfirm={onDropAll}
        >
          <Button>{text("settings.discard_all")}</Button>
        </Popconfirm>
      </div>
      <ul className="pending-list">
        {groups.map((group) => {
          const [first] = group;
          if (!first) return null;
          const names = group.slice(0, mostNames).map((one) => one.subject);
          const rest = group.length - names.length;
          const subject = names.join(text("settings.and")) + (rest > 0 ? ` + ${rest}` : "");
          return (
            <li key={first.key}>
              <span className="pending-words">
                <strong>{subject}</strong> <span className="second">{first.field}</span>
                <span className="numbers">{first.after}</span>
              </span>
              <Button
                size="small"
                type="text"
                aria-label={text("settings.discard_one", { what: `${subject} ${first.field}` })}
                onClick={() => onDrop(group.map((one) => one.key))}
              >
                {text("settings.discard")}
              </Button>
            </li>
          );
        })}
      </ul>
    </aside>
  );
}
