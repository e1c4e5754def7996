/** The seats of a floor as a table: for screen readers, and for whoever thinks in names. */
import { useCallback, useMemo } from "react";
import type { Floor, SeatRow, SeatRowsView } from "../../api/views";
import { type Text, useText } from "../../i18n/language";
import { AgentLink } from "../../parts/AgentLink";
import { sortedKeys, useCalmOrder, useSorting } from "../../parts/calm-order";
import { type Column, LiveTable } from "../../parts/LiveTable";
import { SeatMark } from "../../parts/Mark";
import { Since } from "../../parts/Ticking";
import { seatText } from "./seat-words";

export function SeatList({ floor, view }: { floor: Floor; view: SeatRowsView }) {
  const text = useText();
  const columns = useMemo(() => seatColumns(floor, text), [floor, text]);
  const [sorting, sort] = useSorting({ column: "seat", isDescending: false });
  const arrange = useCallback(
    (rows: Record<string, SeatRow>) => {
      const here = [...floor.layout.seats.map((placed) => placed.seat), ...floor.unplaced];
      const keys = here.map(String).filter((key) => rows[key]);
      return sortedKeys(rows, keys, columns, sorting);
    },
    [floor, columns, sorting],
  );
  const { order, hold } = useCalmOrder(view.rows, arrange);
  return (
    <LiveTable
      label={text("nav.seats")}
      columns={columns}
      rows={view.rows}
      order={order}
      sorting={sorting}
      onSort={sort}
      onHold={hold}
      cardHeight={44}
      card={(seat) => (
        <div className="card-line">
          <strong>{seat.name}</strong>
          <span>
            <SeatMark seat={seat} /> {seatText(seat, text)}
          </span>
          <Person seat={seat} />
        </div>
      )}
    />
  );
}

function Person({ seat }: { seat: SeatRow }) {
  if (seat.agent === null || seat.agent === undefined) return null;
  return <AgentLink id={String(seat.agent)}>{seat.agent_name}</AgentLink>;
}

function seatColumns(floor: Floor, text: Text): Column<SeatRow>[] {
  const zones = new Map(floor.layout.seats.map((placed) => [String(placed.seat), placed.zone]));
  const named = (name: string) => ({ title: name, name });
  return [
    {
      id: "seat",
      ...named(text("agents.seat")),
      width: 110,
      draw: (seat) => seat.name,
      value: (seat) => seat.name,
    },
    {
      id: "state",
      ...named(text("seats.state")),
      draw: (seat) => (
        <>
          <SeatMark seat={seat} /> {seatText(seat, text)}{" "}
          {/* How long somebody has sat there is not how long that state has lasted. */}
          {seat.state !== "occupied" && <Since instant={seat.since} />}
        </>
      ),
      value: (seat) => seatText(seat, text),
    },
    {
      id: "person",
      ...named(text("seats.person")),
      draw: (seat) => <Person seat={seat} />,
      value: (seat) => seat.agent_name,
    },
    {
      id: "team",
      ...named(text("seats.team")),
      draw: (seat) => seat.team,
      value: (seat) => seat.team,
    },
    { id: "zone", ...named(text("seats.zone")), draw: (_, key) => zones.get(key) },
  ];
}
