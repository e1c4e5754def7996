/**
 * The views of a table: choose, save, save as, rename, make default, delete.
 *
 * Room:  parts; in the tool bar of Queues and Agents.
 * Holds: nothing is kept before it is saved; a refusal of the server stands in the menu.
 */
import { Button, Input } from "antd";
import { memo, useId, useState } from "react";
import { useChangeView, useCreateView, useRemoveView } from "../api/saved-views";
import type { SavedView } from "../api/views";
import { useText } from "../i18n/language";
import { Note } from "./conditions";
import { Disclosure } from "./Disclosure";
import { Failure } from "./states";
import type { TableView } from "./use-table-view";
import "./view-menu.css";

export function Caret() {
  return (
    <svg className="caret" viewBox="0 0 10 6" aria-hidden="true">
      <path d="M0 0h10L5 6Z" />
    </svg>
  );
}

export const ViewMenu = memo(function ViewMenu({ table }: { table: TableView }) {
  const text = useText();
  const name = table.chosen?.name ?? text("view.standard");
  const label = text("view.menu", { name });
  return (
    <Disclosure
      className="view-menu"
      label={table.isChanged ? `${label} (${text("view.changed")})` : label}
      panel={(close) => <Panel table={table} close={close} />}
    >
      <span className="view-name">{label}</span>
      {table.isChanged && <span className="view-dot" aria-hidden="true" />}
      <Caret />
    </Disclosure>
  );
});

type Form = "save_as" | "rename" | null;

function Panel({ table, close }: { table: TableView; close: () => void }) {
  const text = useText();
  const [form, setForm] = useState<Form>(null);
  const change = useChangeView();
  const { chosen, isChanged } = table;
  const save = () => {
    if (!chosen) return;
    const saved = () => table.choose(chosen.id);
    change.mutate({ ...chosen, settings: table.settings }, { onSuccess: saved });
  };
  return (
    <div className="stack">
      {table.error && <Note severity="notice">{text("view.unreachable")}</Note>}
      <Choices table={table} close={close} />
      {change.error && <Failure error={change.error} />}
      {form !== null && <NameForm table={table} kind={form} onDone={() => setForm(null)} />}
      {form === null && (
        <div className="view-actions">
          {chosen && isChanged && (
            <Button type="primary" onClick={save} loading={change.isPending}>
              {text("view.save")}
            </Button>
          )}
          <Button onClick={() => setForm("save_as")}>{text("view.save_as")}</Button>
          {isChanged && (
            <Button onClick={() => table.choose(chosen?.id ?? null)}>{text("view.give_up")}</Button>
          )}
          {chosen && <Button onClick={() => setForm("rename")}>{text("view.rename")}</Button>}
          {chosen && (
            <Button
              onClick={() => change.mutate({ ...chosen, is_default: !chosen.is_default })}
              loading={change.isPending}
            >
              {text(chosen.is_default ? "view.no_default" : "view.make_default")}
            </Button>
          )}
          {chosen && <Remove view={chosen} onDone={() => table.choose(null)} />}
        </div>
      )}
      <p className="second view-note">{text("view.follows")}</p>
    </div>
  );
}

function Choices({ table, close }: { table: TableView; close: () => void }) {
  const text = useText();
  const choose = (id: number | null) => {
    table.choose(id);
    close();
  };
  return (
    <ul className="view-choices" aria-label={text("view.mine")}>
      <li>
        <button type="button" aria-pressed={table.chosen === null} onClick={() => choose(null)}>
          {text("view.standard")}
        </button>
      </li>
      {table.views.map((view) => (
        <li key={view.id}>
          <button
            type="button"
            aria-pressed={table.chosen?.id === view.id}
            onClick={() => choose(view.id)}
          >
            <span className="view-choice">{view.name}</span>
            {view.is_default && <span className="second">{text("view.is_default")}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}

type FormProps = { table: TableView; kind: Exclude<Form, null>; onDone: () => void };

function NameForm({ table, kind, onDone }: FormProps) {
  const text = useText();
  const create = useCreateView();
  const change = useChangeView();
  const { chosen, settings, page } = table;
  const [name, setName] = useState(kind === "rename" ? (chosen?.name ?? "") : "");
  const [isMissing, setMissing] = useState(false);
  const field = useId();
  const error = create.error ?? change.error;
  const keep = () => {
    const wanted = name.trim();
    if (wanted === "" || wanted.length > 60) return setMissing(true);
    if (kind === "rename" && chosen) {
      change.mutate({ ...chosen, name: wanted }, { onSuccess: onDone });
      return;
    }
    const made = { page, name: wanted, is_default: false, settings };
    create.mutate(made, {
      onSuccess: ({ view }) => {
        table.choose(view.id);
        onDone();
      },
    });
  };
  return (
    <form
      className="view-form"
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <label htmlFor={field}>{text("view.name")}</label>
      <Input
        id={field}
        autoFocus
        value={name}
        maxLength={60}
        status={isMissing ? "error" : undefined}
        onChange={(event) => setName(event.target.value)}
      />
      {isMissing && (
        <p className="field-error" role="alert">
          {text("view.name_missing")}
        </p>
      )}
      {error && <Failure error={error} />}
      <div className="view-actions">
        <Button type="primary" htmlType="submit" loading={create.isPending || change.isPending}>
          {text("view.keep")}
        </Button>
        <Button onClick={onDone}>{text("action.close")}</Button>
      </div>
    </form>
  );
}

/** Asks once, at the button itself. */
function Remove({ view, onDone }: { view: SavedView; onDone: () => void }) {
  const text = useText();
  const [isAsked, setAsked] = useState(false);
  const remove = useRemoveView();
  if (!isAsked) return <Button onClick={() => setAsked(true)}>{text("view.remove")}</Button>;
  return (
    <>
      <Button
        danger
        loading={remove.isPending}
        onClick={() => remove.mutate(view.id, { onSuccess: onDone })}
      >
        {text("view.remove_sure")}
      </Button>
      {remove.error && <Failure error={remove.error} />}
    </>
  );
}
