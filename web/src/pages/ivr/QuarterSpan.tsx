/** A time of a day in quarter hours, as the IVR is counted. */
import { Select } from "antd";
import { minute, startOfDay } from "../../format/times";
import { useText } from "../../i18n/language";
import { quarter, quartersOf } from "./quarters";

type Props = {
  day: string;
  zone: string;
  /** Milliseconds. */
  from: number;
  to: number;
  onChoose: (from: number, to: number) => void;
};

export function QuarterSpan({ day, zone, from, to, onChoose }: Props) {
  const text = useText();
  const begin = startOfDay(day, zone);
  const starts = quartersOf(day, zone);
  const end = (starts.at(-1) ?? begin) + quarter;
  const name = (at: number) => (at === end ? "24:00" : minute(at, zone));
  const options = (moments: number[]) => moments.map((at) => ({ value: at, label: name(at) }));
  return (
    <span className="ivr-span">
      <Select
        aria-label={text("ivr.span_from")}
        className="numbers"
        showSearch={{ optionFilterProp: "label" }}
        value={from}
        options={options(starts)}
        onChange={(next) => onChoose(next, to > next ? to : end)}
      />
      –
      <Select
        aria-label={text("ivr.span_to")}
        className="numbers"
        showSearch={{ optionFilterProp: "label" }}
        value={to}
        options={options(starts.map((at) => at + quarter).filter((at) => at > from))}
        onChange={(next) => onChoose(from, next)}
      />
    </span>
  );
}
