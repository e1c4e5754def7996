/** How much seats were used: a colour on each seat of the plan, and a table of hour and weekday. */
import { Select } from "antd";
import { useState } from "react";
import { useZone } from "../../api/queries";
import { useSeatUse } from "../../api/seats";
import type { Floor, SeatRowsView, SeatUse, UseShares } from "../../api/views";
import { rate } from "../../format/numbers";
import { day, dayClock } from "../../format/times";
import { useLanguage, useText } from "../../i18n/language";
import { Choice } from "../../parts/Choice";
import { DayPicker } from "../../parts/DayPicker";
import { Failure, Loading } from "../../parts/states";
import { zonesOf } from "./FreeSeats";
import { SeatPlan } from "./SeatPlan";

type Measure = "occupied" | "conversation";
const dayLength = 86_400_000;

export function UsePanel({ floor, view }: { floor: Floor; view: SeatRowsView }) {
  const text = useText();
  const local = useZone();
  const [today] = useState(() => Date.parse(view.at));
  const [from, setFrom] = useState(() => day(today - 7 * dayLength, local));
  const [to, setTo] = useState(() => day(today - dayLength, local));
  const [zone, setZone] = useState<string | null>(null);
  const [measure, setMeasure] = useState<Measure>("occupied");
  const [chosen, setChosen] = useState<number | null>(null);
  const used = useSeatUse({ site: floor.site, floor: floor.id ?? null, zone, from, to }, true);
  const zones = zonesOf([floor]);
  const words = (shares: UseShares | undefined) =>
    text("seats.use_whole", {
      occupied: rate(shares?.occupied),
      conversation: rate(shares?.conversation),
    });
  const seat = chosen === null ? undefined : view.rows[chosen];
  return (
    <section className="stack" aria-label={text("seats.use")}>
      <div className="seats-tools">
        <DayPicker
          label={text("seats.from")}
          value={from}
          from={null}
          until={to}
          onChoose={setFrom}
        />
        <DayPicker label={text("seats.to")} value={to} from={from} until={null} onChoose={setTo} />
        {zones.length > 0 && (
          <Select<string | null>
            aria-label={text("seats.zone")}
            value={zone}
            onChange={setZone}
            options={[
              { value: null, label: text("seats.all_zones") },
              ...zones.map((value) => ({ value, label: value })),
            ]}
          />
        )}
        <Choice<Measure>
          aria-label={text("seats.measure")}
          value={measure}
          onChange={setMeasure}
          options={[
            { value: "occupied", label: text("seats.occupied_share") },
            { value: "conversation", label: text("seats.conversation_share") },
          ]}
        />
      </div>
      <p className="second">{text("seats.use_definition")}</p>
      {used.error && <Failure error={used.error} onRetry={() => used.refetch()} />}
      {used.isPending && <Loading />}
      {used.data && (
        <>
          <p className="numbers">
            <strong>{words(used.data.whole)}</strong>{" "}
            <span className="second">
              {text("seats.use_counted", { time: dayClock(used.data.to, used.data.zone) })}
            </span>
          </p>
          <HourTable used={used.data} measure={measure} />
          <SeatPlan
            floor={floor}
            rows={view.rows}
            chosen={chosen}
            heat={(one) => used.data?.seats[one]?.[measure] ?? null}
            onChoose={setChosen}
          />
          {seat && (
            <p role="status" className="numbers">
              <strong>{seat.name}</strong> {words(used.data.seats[String(chosen)])}
            </p>
          )}
        </>
      )}
    </section>
  );
}

function HourTable({ used, measure }: { used: SeatUse; measure: Measure }) {
  const text = useText();
  const { language } = useLanguage();
  const names = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" });
  // 5 January 1970 was a Monday.
  const name = (weekday: number) => names.format(new Date((weekday + 3) * dayLength));
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll it
    <section className="use-scroll" tabIndex={0} aria-label={text("seats.use_table")}>
      <table className="use-table numbers">
        <caption>{text("seats.use_table")}</caption>
        <thead>
          <tr>
            <td />
            {hours.map((hour) => (
              <th key={hour} scope="col">
                {hour}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[1, 2, 3, 4, 5, 6, 7].map((weekday) => (
            <tr key={weekday}>
              <th scope="row">{name(weekday)}</th>
              {hours.map((hour) => {
                const share = used.hours[(weekday - 1) * 24 + hour]?.shares[measure];
                return (
                  <td key={hour}>
                    <i style={{ opacity: (share ?? 0) * 0.55 }} aria-hidden="true" />
                    <span>
                      {share === null || share === undefined ? "–" : Math.round(share * 100)}
                    </span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
