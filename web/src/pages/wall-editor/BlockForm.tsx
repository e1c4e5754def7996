/** What a block shows, chosen from lists; and new blocks. */
import { Button, Select } from "antd";
import { useId, useState } from "react";
import type { BlockKind, WallBlock, WallLayout, WallMeasure, WallPage } from "../../api/views";
import { useScopes } from "../../api/walls";
import { useText } from "../../i18n/language";
import { measures } from "../../parts/measures";
import { kindNames, spanNames, spansOf, wallMeasures } from "../wall/wall-words";
import { newBlock } from "./layout-moves";

type Props = {
  block: WallBlock;
  onChange: (block: WallBlock) => void;
  onRemove: () => void;
};

export function BlockForm({ block, onChange, onRemove }: Props) {
  const text = useText();
  const takeMeasure = (measure: WallMeasure) => {
    const spans = spansOf(measure);
    const span = block.span && spans.includes(block.span) ? block.span : (spans[0] ?? null);
    const scope = measure === "in_ivr" ? "centre" : block.scope;
    onChange({ ...block, measure, span, scope });
  };
  return (
    <div className="stack">
      <h2>{text(kindNames[block.kind])}</h2>
      {block.kind === "figure" && block.measure && (
        <>
          <Choice
            label={text("editor.measure")}
            value={block.measure}
            onChange={takeMeasure}
            options={wallMeasures.map((value) => ({ value, label: text(measures[value].name) }))}
          />
          <Choice
            label={text("editor.span")}
            value={block.span ?? "now"}
            onChange={(span) => onChange({ ...block, span })}
            options={spansOf(block.measure).map((value) => ({
              value,
              label: text(spanNames[value]),
            }))}
          />
        </>
      )}
      {block.kind !== "clock" && block.measure !== "in_ivr" && (
        <ScopeField
          label={text("editor.scope")}
          scope={block.scope}
          onChange={(scope) => onChange({ ...block, scope })}
        />
      )}
      <Button danger onClick={onRemove}>
        {text("editor.remove_block")}
      </Button>
    </div>
  );
}

type ChoiceProps<V> = {
  label: string;
  value: V;
  options: { value: V; label: string }[];
  onChange: (value: V) => void;
};

function Choice<V extends string>({ label, value, options, onChange }: ChoiceProps<V>) {
  const id = useId();
  return (
    <div className="editor-field">
      <label htmlFor={id}>{label}</label>
      <Select<V> id={id} value={value} options={options} onChange={onChange} />
    </div>
  );
}

type ScopeProps = { label: string; scope: string; onChange: (scope: string) => void };

/** The centre, a site, a skill or a queue. */
export function ScopeField({ label, scope, onChange }: ScopeProps) {
  const text = useText();
  const id = useId();
  const { data } = useScopes();
  const group = (name: string, choices: { scope: string; name: string }[] = []) => ({
    label: name,
    options: choices.map((one) => ({ value: one.scope, label: one.name })),
  });
  const options = [
    { value: "centre", label: text("editor.centre") },
    group(text("editor.sites"), data?.sites),
    group(text("editor.skills"), data?.skills),
    group(text("editor.queues"), data?.queues),
  ];
  return (
    <div className="editor-field">
      <label htmlFor={id}>{label}</label>
      <Select
        id={id}
        showSearch={{ optionFilterProp: "label" }}
        value={scope}
        options={options}
        onChange={onChange}
      />
    </div>
  );
}

const kinds: BlockKind[] = ["figure", "queues", "people", "curve", "clock"];

type AddProps = { layout: WallLayout; page: WallPage; onAdd: (block: WallBlock) => void };

export function AddBlock({ layout, page, onAdd }: AddProps) {
  const text = useText();
  const [isFull, setFull] = useState(false);
  const add = (kind: BlockKind) => {
    const made = newBlock(layout, page, kind);
    setFull(made === null);
    if (made) onAdd(made);
  };
  return (
    <div className="stack">
      <h2>{text("editor.add_block")}</h2>
      <div className="editor-kinds">
        {kinds.map((kind) => (
          <Button key={kind} onClick={() => add(kind)} data-add={kind}>
            {text(kindNames[kind])}
          </Button>
        ))}
      </div>
      <p role="status" className="second">
        {isFull && text("editor.no_room")}
      </p>
    </div>
  );
}
