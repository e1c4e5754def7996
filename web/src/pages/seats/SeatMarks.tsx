/** What somebody on the floor says of a seat: out of order, reserved, or neither any more. */
import { Button } from "antd";
import { useMarkSeat } from "../../api/seats";
import type { SeatMark, SeatState } from "../../api/views";
import { type Key, useText } from "../../i18n/language";
import { Failure } from "../../parts/states";

/** Offered by what the seat is. A broken seat under somebody is not marked: they sit there. */
const offered: Record<SeatState, SeatMark[]> = {
  free: ["reserved", "out_of_order"],
  reserved: ["free", "out_of_order"],
  out_of_order: ["free"],
  occupied: [],
  unknown: [],
};

const markNames: Record<SeatMark, Key> = {
  free: "seats.mark_free",
  reserved: "seats.mark_reserved",
  out_of_order: "seats.mark_out_of_order",
};

export function SeatMarks({ id, state }: { id: number; state: SeatState }) {
  const text = useText();
  const mark = useMarkSeat();
  return (
    <>
      <span className="seat-marks">
        {offered[state].map((next) => (
          <Button
            key={next}
            size="small"
            disabled={mark.isPending}
            onClick={() => mark.mutate({ seat: id, state: next })}
          >
            {text(markNames[next])}
          </Button>
        ))}
      </span>
      {mark.error && <Failure error={mark.error} />}
    </>
  );
}
