/**
 * What a figure is made of: its definition, its interval, and exactly its contacts.
 *
 * Room:  pages; over the page it was opened from. The address holds the figure (`parts/figure-address`).
 * Holds: value, number and list are of one moment, which stands beside them; contacts that are not over are said
 *        to be among them; where list and figure differ, that is said too.
 */
import { Drawer } from "antd";
import { useZone } from "../../api/queries";
import type { FigureOf, Part } from "../../api/views";
import { count } from "../../format/numbers";
import { clock, dayClock } from "../../format/times";
import { type Text, useText } from "../../i18n/language";
import { AttributionChoice, attributionNames } from "../../live/attribution";
import { Choice } from "../../parts/Choice";
import { measureName } from "../../parts/Figures";
import type { Asked } from "../../parts/figure-address";
import { RuleOf, windowNames } from "../../parts/Measure";
import { measures, partNames } from "../../parts/measures";
import { Failure, Loading } from "../../parts/states";
import { ContactPages, useFigureContacts } from "./ContactPages";
import { IntervalOf } from "./IntervalOf";
import { Shares } from "./Shares";

type Props = {
  asked: Asked;
  change: (next: Asked) => void;
  /** Like `change`; the way back leads to what is shown now. */
  narrow: (next: Asked) => void;
  onClose: () => void;
};

export default function FigureDrawer({ asked, change, narrow, onClose }: Props) {
  const text = useText();
  const { parts } = measures[asked.measure];
  const part = asked.part ?? parts[0] ?? "offered";
  const contacts = useFigureContacts(asked, part);
  const first = contacts.data?.pages[0];
  const figure = first?.figure;
  const title = measureName(asked.measure, figure?.definition ?? null, text);
  return (
    <Drawer
      open
      onClose={onClose}
      title={figure?.of ? `${figure.of} · ${title}` : title}
      closable={{ "aria-label": text("action.close") }}
      size={Math.min(760, window.innerWidth)}
      styles={{ body: { padding: 16 } }}
    >
      {contacts.error && <Failure error={contacts.error} onRetry={() => contacts.refetch()} />}
      {contacts.isPending && <Loading rows={8} />}
      {first && figure && (
        <div
          className="figure-made-of"
          data-figure-of={part}
          data-by={figure.attribution}
          data-total={figure.total}
        >
          <Head asked={asked} figure={figure} at={first.meta.at} change={change} />
          {parts.length > 1 && (
            <Choice<Part>
              value={part}
              onChange={(chosen) => change({ ...asked, part: chosen })}
              aria-label={text("figure.side")}
              options={parts.map((value) => ({ value, label: partLabel(value, figure, text) }))}
            />
          )}
          <Numbers figure={figure} part={part} isNarrowed={asked.wait !== null} />
          <Shares asked={asked} figure={figure} narrow={narrow} />
          <ContactPages contacts={contacts} total={figure.total} isOfNow={asked.moment === null} />
        </div>
      )}
    </Drawer>
  );
}

function partLabel(part: Part, figure: FigureOf, text: Text): string {
  const known = figure.parts.find((one) => one.part === part);
  return known ? `${text(partNames[part])} ${count(known.count)}` : text(partNames[part]);
}

type HeadProps = { asked: Asked; figure: FigureOf; at: string; change: (next: Asked) => void };

function Head({ asked, figure, at, change }: HeadProps) {
  const text = useText();
  const zone = useZone();
  const { write, formula } = measures[asked.measure];
  const value = figure.figures?.[asked.measure as keyof typeof figure.figures];
  return (
    <div className="figure-head numbers">
      {value !== undefined && <strong className="figure-value">{write(value)}</strong>}
      <p>{text(formula)}</p>
      {asked.measure === "service_level" && <RuleOf definition={figure.definition} />}
      <p className="second">
        {typeof asked.span === "string" && `${text(windowNames[asked.span])} · `}
        {typeof asked.span === "string" &&
          figure.from &&
          figure.to &&
          `${interval(figure.from, figure.to, zone)} · `}
        {text("figure.as_of", { time: dayClock(at, zone) })}
      </p>
      {typeof asked.span === "object" && (
        <IntervalOf span={asked.span} zone={zone} choose={(span) => change({ ...asked, span })} />
      )}
      {figure.attribution && (
        <p className="second figure-attribution">
          {asked.scope?.kind !== "agent" && (
            <AttributionChoice by={asked.by} choose={(by) => change({ ...asked, by })} />
          )}{" "}
          {text(attributionNames[figure.attribution])}
        </p>
      )}
    </div>
  );
}

/** A whole day begins and ends with a date; shorter intervals are told by their times. */
function interval(from: string, to: string, zone: string): string {
  const isLong = Date.parse(to) - Date.parse(from) > 12 * 3_600_000;
  const write = isLong ? dayClock : clock;
  return `${write(from, zone)} – ${write(to, zone)}`;
}

type NumbersProps = { figure: FigureOf; part: Part; isNarrowed: boolean };

function Numbers({ figure, part, isNarrowed }: NumbersProps) {
  const text = useText();
  const { total, open, count: counted } = figure;
  const differs = !isNarrowed && part !== "rung_out" && counted != null && counted !== total;
  return (
    <ul className="figure-notes numbers">
      {part === "rung_out" && counted != null && (
        <li>{text("figure.rung_out", { rings: count(counted), total: count(total) })}</li>
      )}
      {open > 0 && <li>{text("figure.open_ones", { open: count(open), total: count(total) })}</li>}
      {differs && (
        <li role="status">
          {text("figure.differs", { counted: count(counted), total: count(total) })}
        </li>
      )}
    </ul>
  );
}
