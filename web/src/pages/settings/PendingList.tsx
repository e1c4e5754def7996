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

type Props = {
  settings: Settings;
  changes: SettingChange[];
  onDrop: (key: string) => void;
  onDropAll: () => void;
  onPreview: () => void;
};

/** As many stand in the list; the preview shows them all. */
const mostShown = 50;

export function PendingList({ settings, changes, onDrop, onDropAll, onPreview }: Props) {
  const text = useText();
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
        {changes.slice(0, mostShown).map((change) => {
          const { subject, field, after } = describe(change, settings, text);
          const what = `${subject} ${field}`;
          return (
            <li key={keyOf(change)}>
              <span className="pending-words">
                <strong>{subject}</strong> <span className="second">{field}</span>
                <span className="numbers">{after}</span>
              </span>
              <Button
                size="small"
                type="text"
                aria-label={text("settings.discard_one", { what })}
                onClick={() => onDrop(keyOf(change))}
              >
                {text("settings.discard")}
              </Button>
            </li>
          );
        })}
      </ul>
      {changes.length > mostShown && (
        <p className="second numbers">+ {changes.length - mostShown}</p>
      )}
    </aside>
  );
}
