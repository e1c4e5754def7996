/**
 * What filters a live table by: a choice of names, and words.
 *
 * Room:  parts; Queues and Agents.
 * Holds: with each frame of the stream they get the same properties, and are not drawn again.
 */
import { Input, Select } from "antd";
import { memo, useMemo, useState } from "react";
import type { TableView } from "./use-table-view";

type ChoiceProps = {
  /** The filter's id. */
  id: string;
  label: string;
  /** Stands there while nothing is chosen. */
  all: string;
  names: string[];
  table: TableView;
};

/** With nothing to choose from it is not there; what is chosen always is. */
export const FilterChoice = memo(function FilterChoice(props: ChoiceProps) {
  const { id, label, all, names, table } = props;
  const value = table.settings.filters[id];
  if (names.length < 2 && !value) return null;
  return (
    <Select
      className="team-filter"
      aria-label={label}
      allowClear
      showSearch
      placeholder={all}
      value={value ?? null}
      onChange={(next) => table.filter({ [id]: next ?? null })}
      options={names.map((name) => ({ value: name, label: name }))}
    />
  );
});

/**
 * The words stand in the field as they are typed and in the address a moment later: a field that waited
 * for the address would break what an input method is composing.
 */
export const FilterWords = memo(function FilterWords(
  props: Pick<ChoiceProps, "id" | "label" | "table">,
) {
  const { id, label, table } = props;
  const kept = table.settings.filters[id] ?? "";
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Input
      className="name-filter"
      aria-label={label}
      allowClear
      placeholder={label}
      value={typed ?? kept}
      onChange={(event) => {
        setTyped(event.target.value);
        table.filter({ [id]: event.target.value });
      }}
      onBlur={() => setTyped(null)}
    />
  );
});

const collator = new Intl.Collator("zh-CN", { numeric: true });

/** The different names among rows, sorted; the same list as long as the names are the same. */
export function useNames<R>(
  rows: Record<string, R>,
  read: (row: R) => string | null | undefined,
): string[] {
  const different = new Set<string>();
  for (const row of Object.values(rows)) {
    const name = read(row);
    if (name) different.add(name);
  }
  const written = JSON.stringify([...different]);
  return useMemo(() => (JSON.parse(written) as string[]).sort(collator.compare), [written]);
}
