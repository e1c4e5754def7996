/**
 * The preview of the list, and the button that makes it so.
 *
 * Room:  pages/settings; over the page.
 * Holds: what is applied is what was looked at: if the settings moved since, nothing is written, what
 *        moved is shown, and the list is previewed anew.
 */
import { Button, Drawer } from "antd";
import { useEffect, useState } from "react";
import { ApiError } from "../../api/client";
import { useApply, usePastChanges, usePreview } from "../../api/settings";
import type { PastChange, SettingChange } from "../../api/views";
import { dayClock } from "../../format/times";
import { useText } from "../../i18n/language";
import { Note } from "../../parts/conditions";
import { Failure, Loading } from "../../parts/states";
import { Fields, Planned, SubjectName } from "./ChangeView";
import { groupsOf } from "./groups";

type Props = {
  changes: SettingChange[];
  zone: string;
  onClose: () => void;
  onApplied: (records: number) => void;
};

export function PreviewPanel({ changes, zone, onClose, onApplied }: Props) {
  const text = useText();
  const preview = usePreview();
  const apply = useApply();
  const past = usePastChanges();
  const [seen, setSeen] = useState<number | null>(null);
  const [hasMoved, setMoved] = useState(false);
  const { mutate } = preview;
  useEffect(() => mutate(changes), [mutate, changes]);
  const rows = past.data?.pages.flatMap((page) => page.changes) ?? [];
  const newest = rows[0]?.number ?? 0;
  useEffect(() => {
    // The list as it was when the preview opened: what is younger came in between.
    if (seen === null && past.data) setSeen(newest);
  }, [seen, past.data, newest]);
  const send = () => {
    if (!preview.data) return;
    const { digest } = preview.data.preview;
    apply.mutate(
      { changes, digest },
      {
        onSuccess: ({ applied }) => onApplied(applied.records),
        onError: (error) => {
          if (!(error instanceof ApiError) || error.code !== "settings_moved") return;
          setMoved(true);
          mutate(changes);
        },
      },
    );
  };
  const planned = preview.data?.preview;
  const isWrong = planned?.changes.some((change) => change.problem) ?? false;
  return (
    <Drawer
      open
      size={Math.min(720, window.innerWidth)}
      closable={{ "aria-label": text("action.close") }}
      rootClassName="settings-preview"
      title={text("settings.preview_title", { count: changes.length })}
      onClose={onClose}
      footer={
        <div className="preview-foot">
          <span className="second" role="status">
            {isWrong && text("settings.cannot_apply")}
            {planned && !isWrong && !planned.is_applicable && text("settings.nothing_to_apply")}
          </span>
          <Button onClick={onClose}>{text("action.close")}</Button>
          <Button
            type="primary"
            disabled={!planned?.is_applicable || preview.isPending}
            loading={apply.isPending}
            onClick={send}
          >
            {text("settings.apply")}
          </Button>
        </div>
      }
    >
      {hasMoved && <Moved rows={rows.filter((row) => row.number > (seen ?? 0))} zone={zone} />}
      {apply.error && !hasMoved && <Failure error={apply.error} />}
      {preview.error && <Failure error={preview.error} onRetry={() => mutate(changes)} />}
      {preview.isPending && <Loading />}
      {planned && (
        <ol className="planned-list">
          {groupsOf(planned.changes).map((group, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is answered in the order asked
            <Planned key={place} group={group} zone={zone} />
          ))}
        </ol>
      )}
    </Drawer>
  );
}

function Moved({ rows, zone }: { rows: PastChange[]; zone: string }) {
  const text = useText();
  return (
    <div role="alert" className="moved">
      <Note severity="warning">{text("settings.moved")}</Note>
      <h3>{text("settings.moved_by")}</h3>
      {rows.length === 0 && <p className="second">{text("settings.moved_source")}</p>}
      <ul className="past-list">
        {rows.map((row) => (
          <li key={row.number}>
            <SubjectName subject={row.subject} />
            <span className="second numbers">
              {" "}
              {row.actor} · {dayClock(row.at, zone)}
            </span>
            <Fields fields={row.fields} of={row.subject.kind} />
          </li>
        ))}
      </ul>
    </div>
  );
}
