/**
 * Things by name, each with a field to call it something else: numbers, sites, skills, teams.
 *
 * Room:  pages/settings.
 * Holds: what is typed goes into the list on Enter or on leaving the field, never to the server.
 */
import { Button, Input } from "antd";
import { type ReactNode, useState } from "react";
import type { NamedKind, NamedSettings } from "../../api/views";
import { type Key, useText } from "../../i18n/language";
import { Empty } from "../../parts/states";
import { found } from "./draft";
import { OriginWord } from "./OriginWord";
import type { SectionProps } from "./section";

type Props = Pick<SectionProps, "changes" | "onPut"> & {
  kind: NamedKind;
  title: Key;
  rows: NamedSettings[];
  /** A further column. */
  extra?: { name: Key; cell: (row: NamedSettings) => ReactNode };
};

export const longestName = 60;

export function NameTable({ kind, title, rows, extra, changes, onPut }: Props) {
  const text = useText();
  const [wanted, setWanted] = useState("");
  const word = wanted.trim().toLowerCase();
  const shown = rows.filter((row) => `${row.name} ${row.key}`.toLowerCase().includes(word));
  return (
    <section className="panel" aria-label={text(title)}>
      <div className="settings-tools">
        <h2>{text(title)}</h2>
        {rows.length > 8 && (
          <Input
            allowClear
            className="settings-find"
            aria-label={text("settings.find")}
            placeholder={text("settings.find")}
            value={wanted}
            onChange={(event) => setWanted(event.target.value)}
          />
        )}
      </div>
      {rows.length === 0 && (
        <Empty title={text("settings.no_names")} hint={text("settings.no_names_hint")} />
      )}
      {rows.length > 0 && shown.length === 0 && (
        <Empty title={text("settings.no_match")} hint={text("settings.no_match_hint")} />
      )}
      {shown.length > 0 && (
        <table className="settings-table">
          <thead>
            <tr>
              <th scope="col">{text("settings.name")}</th>
              {extra && <th scope="col">{text(extra.name)}</th>}
              <th scope="col">{text("settings.key")}</th>
              <th scope="col">{text("settings.source")}</th>
              <th scope="col">{text("settings.origin")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.id}>
                <td>
                  <NameField kind={kind} row={row} changes={changes} onPut={onPut} />
                </td>
                {extra && <td data-label={text(extra.name)}>{extra.cell(row)}</td>}
                <td data-label={text("settings.key")} className="numbers">
                  {row.key}
                </td>
                <td data-label={text("settings.source")}>{row.source ?? text("settings.house")}</td>
                <td data-label={text("settings.origin")}>
                  <OriginWord origin={row.name_origin} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

type FieldProps = Pick<SectionProps, "changes" | "onPut"> & {
  kind: NamedKind;
  row: NamedSettings;
};

export function NameField({ kind, row, changes, onPut }: FieldProps) {
  const text = useText();
  const [typed, setTyped] = useState<string | null>(null);
  const change = found(changes, "display_name", `name ${kind} ${row.id}`);
  const waiting = change ? (change.name ?? row.own_name ?? row.name) : row.name;
  const value = typed ?? waiting;
  const error =
    value.trim() === ""
      ? text("settings.name_missing")
      : value.trim().length > longestName
        ? text("settings.name_long")
        : null;
  const take = () => {
    if (typed === null || error) return;
    const name = typed.trim();
    onPut([{ kind: "display_name", of: kind, id: row.id, name }]);
    setTyped(null);
  };
  const back = () => {
    setTyped(null);
    onPut([{ kind: "display_name", of: kind, id: row.id, name: null }]);
  };
  return (
    <div className="name-field">
      <Input
        aria-label={`${text("settings.name")} ${row.name}`}
        aria-invalid={error !== null}
        status={error ? "error" : undefined}
        className={change ? "is-changed" : undefined}
        value={value}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
        onPressEnter={take}
      />
      {error && <span className="field-error">{error}</span>}
      {row.own_name && change?.name !== null && (
        <span className="second">
          {text("settings.own_name", { name: row.own_name })}{" "}
          <Button size="small" type="link" onClick={back}>
            {text("settings.own_name_back")}
          </Button>
        </span>
      )}
    </div>
  );
}
