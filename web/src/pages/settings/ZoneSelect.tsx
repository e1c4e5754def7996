/** A time zone by its IANA name, found by typing a part of it. */
import { Select } from "antd";

type Props = {
  label: string;
  value: string | null;
  onChange: (zone: string | null) => void;
  isFixed?: boolean;
  placeholder?: string;
};

const names = ["UTC", ...Intl.supportedValuesOf("timeZone")];

export function ZoneSelect({ label, value, onChange, isFixed, placeholder }: Props) {
  const all = value === null || names.includes(value) ? names : [value, ...names];
  return (
    <Select<string>
      showSearch
      allowClear={placeholder !== undefined}
      className="zone-select"
      aria-label={label}
      disabled={isFixed}
      placeholder={placeholder}
      value={value}
      options={all.map((zone) => ({ value: zone, label: zone }))}
      onChange={(zone) => onChange(zone ?? null)}
    />
  );
}
