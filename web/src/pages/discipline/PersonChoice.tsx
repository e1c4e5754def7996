/** Somebody of the house, found by number or name. Room: pages/discipline. */
import { Select } from "antd";
import { useState } from "react";
import { usePeople } from "../../api/people";
import { Labelled } from "../../parts/Labelled";

type Props = {
  label: string;
  value: string | null;
  onChange: (number: string | null) => void;
  team?: number | undefined;
};

export function PersonChoice({ label, value, onChange, team }: Props) {
  const [words, setWords] = useState("");
  const asked: Record<string, string> = { limit: "50", q: words };
  if (team !== undefined) asked.team = String(team);
  const people = usePeople(asked).data?.people ?? [];
  return (
    <Labelled label={label}>
      {(id) => (
        <Select<string>
          id={id}
          aria-label={label}
          value={value}
          allowClear
          showSearch={{ filterOption: false, onSearch: setWords }}
          onChange={(number) => onChange(number ?? null)}
          options={people.map(({ number, name }) => ({
            value: number,
            label: `${name} ${number}`,
          }))}
        />
      )}
    </Labelled>
  );
}
