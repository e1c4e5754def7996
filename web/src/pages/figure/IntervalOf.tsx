/** The interval of a figure: its edges can be moved, so that a quarter hour grows to a whole surge. */
import { Button } from "antd";
import { day } from "../../format/times";
import { useText } from "../../i18n/language";
import { TimeField } from "../../parts/TimeField";

type Interval = { from: string; to: string };
type Props = { span: Interval; zone: string; choose: (span: Interval) => void };

const quarter = 900_000;

export function IntervalOf({ span, zone, choose }: Props) {
  const text = useText();
  const [from, to] = [Date.parse(span.from), Date.parse(span.to)];
  const set = (start: number, end: number) => {
    const [first, last] = start < end ? [start, end] : [end, start];
    choose({ from: new Date(first).toISOString(), to: new Date(last).toISOString() });
  };
  return (
    <div className="figure-interval">
      <span className="second">{day(from, zone)}</span>
      <Button
        size="small"
        aria-label={text("figure.earlier")}
        onClick={() => set(from - quarter, to)}
      >
        −15
      </Button>
      <TimeField
        label={text("figure.from")}
        zone={zone}
        value={from}
        onChoose={(at) => set(at, to)}
      />
      –
      <TimeField
        label={text("figure.to")}
        zone={zone}
        value={to}
        onChoose={(at) => set(from, at)}
      />
      <Button
        size="small"
        aria-label={text("figure.later")}
        onClick={() => set(from, to + quarter)}
      >
        +15
      </Button>
    </div>
  );
}
