/** "A free seat, near my team, for four hours": the best first, each with why; for one hand. */
import { Button, Select } from "antd";
import { useState } from "react";
import { useFreeSeats, useTeams } from "../../api/seats";
import type { Floor, FreeSeat } from "../../api/views";
import { rate } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { Choice } from "../../parts/Choice";
import { SeatMark } from "../../parts/Mark";
import { Empty, Failure, Loading } from "../../parts/states";

type Props = { floors: Floor[]; site: number; onShow: (seat: number) => void };

export function FreeSeats({ floors, site, onShow }: Props) {
  const text = useText();
  const teams = useTeams();
  const [team, setTeam] = useState<number | null>(null);
  const [zone, setZone] = useState<string | null>(null);
  const [hours, setHours] = useState(4);
  const free = useFreeSeats({ site, team, zone, hours });
  const zones = zonesOf(floors.filter((floor) => floor.site === site));
  return (
    <section className="stack" aria-label={text("seats.find")}>
      <div className="seats-tools">
        <Select<number | null>
          aria-label={text("seats.near_team")}
          value={team}
          onChange={setTeam}
          options={[
            { value: null, label: text("seats.any_team") },
            ...(teams.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
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
        <Choice<number>
          aria-label={text("seats.hours")}
          value={hours}
          onChange={setHours}
          options={[1, 2, 4, 8].map((value) => ({
            value,
            label: text("seats.hours_value", { hours: value }),
          }))}
        />
      </div>
      {free.error && <Failure error={free.error} onRetry={() => free.refetch()} />}
      {free.isPending && <Loading />}
      {free.data?.length === 0 && (
        <Empty title={text("seats.none_free")} hint={text("seats.none_free_hint")} />
      )}
      <ol className="free-seats">
        {(free.data ?? []).map((seat) => (
          <li key={seat.seat} className="panel" data-free={seat.name}>
            <FreeWords seat={seat} />
            <Button onClick={() => onShow(seat.seat)}>{text("seats.show_place")}</Button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function FreeWords({ seat }: { seat: FreeSeat }) {
  const text = useText();
  const place = [seat.site_name, seat.floor_name, seat.zone].filter(Boolean).join(" · ");
  return (
    <div>
      <strong>
        <SeatMark seat={{ state: "free", agent_state: null }} /> {seat.name}
      </strong>{" "}
      <span className="second">{place}</span>
      {seat.near && (
        <div>{text("seats.near", { name: seat.near, distance: seat.distance ?? 0 })}</div>
      )}
      {seat.usual !== null && seat.usual !== undefined && (
        <div className="second">{text("seats.usual", { share: rate(seat.usual) })}</div>
      )}
    </div>
  );
}

export function zonesOf(floors: Floor[]): string[] {
  const zones = floors.flatMap((floor) => floor.layout.seats.map((placed) => placed.zone));
  return [...new Set(zones.filter((zone) => zone !== null && zone !== undefined))].sort();
}
