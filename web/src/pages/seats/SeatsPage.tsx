/**
 * Who sits where, now: a site's floor as plan or list, the free seats, how much seats are used.
 *
 * Room:  pages/seats; follows the stream `seats`; the plans are asked once.
 * Holds: a site that nobody has drawn shows its seats in rows, so that the page says something from the
 *        first day.
 */
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useSession } from "../../api/queries";
import { may } from "../../api/rights";
import { useCreateFloor, useFloors } from "../../api/seats";
import type { Floor, SeatRow, SeatRowsView } from "../../api/views";
import { type Key, useText } from "../../i18n/language";
import { useFollowed } from "../../live/follow";
import { usePast } from "../../live/past";
import { AgentLink } from "../../parts/AgentLink";
import { Link } from "../../parts/Link";
import { SeatMark } from "../../parts/Mark";
import { LivePage } from "../../parts/Page";
import { Empty, Failure, Loading } from "../../parts/states";
import { Since } from "../../parts/Ticking";
import { FreeSeats } from "./FreeSeats";
import { ImportPanel } from "./ImportPanel";
import { SeatList } from "./SeatList";
import { SeatMarks } from "./SeatMarks";
import { SeatPlan } from "./SeatPlan";
import { countStates, isMeant, seatNames, seatStates, seatText } from "./seat-words";
import { UsePanel } from "./UsePanel";
import "./seats.css";
import { Choice } from "../../parts/Choice";

const modes = ["plan", "list", "find", "use", "files"] as const;
type Mode = (typeof modes)[number];

const modeNames: Record<Mode, Key> = {
  plan: "seats.plan",
  list: "seats.list",
  find: "seats.find",
  use: "seats.use",
  files: "seats.files",
};

export function SeatsPage() {
  const text = useText();
  const followed = useFollowed("seats");
  const floors = useFloors();
  return (
    <LivePage title={text("nav.seats")} followed={followed}>
      {(view) => (
        <>
          {floors.error && <Failure error={floors.error} onRetry={() => floors.refetch()} />}
          {floors.isPending && <Loading rows={10} />}
          {floors.data?.length === 0 && (
            <Empty title={text("seats.first_use")} hint={text("seats.first_use_hint")} />
          )}
          {floors.data && floors.data.length > 0 && <Floors view={view} floors={floors.data} />}
        </>
      )}
    </LivePage>
  );
}

const keyOf = (floor: Floor) => (floor.id === null ? `site-${floor.site}` : String(floor.id));

function Floors({ view, floors }: { view: SeatRowsView; floors: Floor[] }) {
  const text = useText();
  const [search, setSearch] = useSearchParams();
  const past = usePast();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<number | null>(null);
  const floor = floors.find((one) => keyOf(one) === search.get("floor")) ?? floors[0];
  // Free seats and files are of now.
  const offered = past === null ? modes : modes.slice(0, 2);
  const mode = offered.find((one) => one === search.get("as")) ?? "plan";
  if (!floor) return null;
  const change = (name: string, value: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        next.set(name, value);
        return next;
      },
      { replace: true },
    );
  const show = (seat: number) => {
    const place = floors.find((one) => one.layout.seats.some((placed) => placed.seat === seat));
    const next = new URLSearchParams(search);
    next.set("as", "plan");
    if (place) next.set("floor", keyOf(place));
    setSearch(next, { replace: true });
    setChosen(seat);
  };
  const found = Object.entries(view.rows).filter(([, seat]) => isMeant(seat, typed));
  const first = found[0];
  return (
    <div className="stack seats">
      <div className="seats-tools">
        <Select
          aria-label={text("seats.site")}
          value={keyOf(floor)}
          onChange={(key) => change("floor", key)}
          options={floors.map((one) => ({
            value: keyOf(one),
            label: `${one.site_name} · ${one.name ?? text("seats.undrawn")}`,
          }))}
        />
        <Input.Search
          aria-label={text("seats.search")}
          placeholder={text("seats.search")}
          allowClear
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onSearch={() => first && show(Number(first[0]))}
        />
        {typed.trim() && (
          <span className="second" role="status">
            {text("seats.found", { count: found.length })}
          </span>
        )}
        <span className="spread" />
        {past === null && <DrawLink floor={floor} />}
      </div>
      <Choice<Mode>
        aria-label={text("seats.view")}
        className="seats-modes"
        value={mode}
        onChange={(next) => change("as", next)}
        options={offered.map((value) => ({ value, label: text(modeNames[value]) }))}
      />
      {typed.trim() && <Found found={found} floors={floors} onShow={show} />}
      {(mode === "plan" || mode === "list") && <Counts floor={floor} view={view} />}
      {mode === "plan" && (
        <Plan floor={floor} view={view} chosen={chosen} typed={typed} onChoose={setChosen} />
      )}
      {mode === "list" && <SeatList floor={floor} view={view} />}
      {mode === "find" && <FreeSeats floors={floors} site={floor.site} onShow={show} />}
      {mode === "use" && <UsePanel floor={floor} view={view} />}
      {mode === "files" && <ImportPanel />}
    </div>
  );
}

function DrawLink({ floor }: { floor: Floor }) {
  const text = useText();
  const session = useSession();
  const create = useCreateFloor();
  const navigate = useNavigate();
  if (!may(session.data, "manage_plans")) return null;
  if (floor.id !== null) return <Link to={`/seats/${floor.id}/edit`}>{text("seats.edit")}</Link>;
  const draw = () =>
    create.mutate(
      { site: floor.site, name: text("seats.first_floor") },
      { onSuccess: ({ floor: made }) => navigate(`/seats/${made.id}/edit`) },
    );
  return (
    <>
      <Button onClick={draw} loading={create.isPending}>
        {text("seats.draw")}
      </Button>
      {create.error && <Failure error={create.error} />}
    </>
  );
}

type FoundProps = { found: [string, SeatRow][]; floors: Floor[]; onShow: (seat: number) => void };

/** Who or what was searched for; a press jumps there. */
function Found({ found, floors, onShow }: FoundProps) {
  const text = useText();
  const place = (id: string) => {
    const floor = floors.find((one) => one.layout.seats.some((seat) => seat.seat === Number(id)));
    return floor && text("seats.other_floor", { place: `${floor.site_name} ${floor.name ?? ""}` });
  };
  return (
    <ul className="seats-found">
      {found.slice(0, 8).map(([id, seat]) => (
        <li key={id}>
          <Button size="small" onClick={() => onShow(Number(id))}>
            <SeatMark seat={seat} /> {seat.name} {seat.agent_name}
          </Button>{" "}
          <span className="second">{place(id)}</span>
        </li>
      ))}
    </ul>
  );
}

/** How many seats are what, on the floor and by zone. */
function Counts({ floor, view }: { floor: Floor; view: SeatRowsView }) {
  const text = useText();
  const zones = new Map<string, SeatRow[]>();
  const all: SeatRow[] = [];
  for (const placed of floor.layout.seats) {
    const seat = view.rows[placed.seat];
    if (!seat) continue;
    all.push(seat);
    if (placed.zone) zones.set(placed.zone, [...(zones.get(placed.zone) ?? []), seat]);
  }
  return (
    <>
      <CountLine name={floor.name ?? floor.site_name} seats={all} />
      {[...zones].map(([zone, seats]) => (
        <CountLine key={zone} name={zone} seats={seats} />
      ))}
      {floor.id === null && <p className="second">{text("seats.undrawn_hint")}</p>}
      {floor.unplaced.length > 0 && (
        <p className="second">{text("seats.unplaced", { count: floor.unplaced.length })}</p>
      )}
    </>
  );
}

function CountLine({ name, seats }: { name: string; seats: SeatRow[] }) {
  const text = useText();
  const counts = countStates(seats);
  return (
    <p className="seats-counts numbers">
      <strong>{name}</strong>
      {seatStates
        .filter((state) => counts[state] > 0 || state === "occupied" || state === "free")
        .map((state) => (
          <span key={state} data-count={state}>
            <SeatMark seat={{ state, agent_state: "talking" }} /> {text(seatNames[state])}{" "}
            <b>{counts[state]}</b>
          </span>
        ))}
    </p>
  );
}

type PlanProps = {
  floor: Floor;
  view: SeatRowsView;
  chosen: number | null;
  typed: string;
  onChoose: (seat: number | null) => void;
};

function Plan({ floor, view, chosen, typed, onChoose }: PlanProps) {
  const text = useText();
  const seat = chosen === null ? undefined : view.rows[chosen];
  return (
    <div className="seats-plan">
      <SeatPlan
        key={keyOf(floor)}
        floor={floor}
        rows={view.rows}
        chosen={chosen}
        isMarked={(row) => isMeant(row, typed)}
        onChoose={onChoose}
      />
      <div className={seat ? "panel seats-chosen" : "panel"} role="status">
        {seat && chosen !== null ? (
          <ChosenSeat key={chosen} id={chosen} seat={seat} />
        ) : (
          <p className="second">{text("seats.choose")}</p>
        )}
      </div>
    </div>
  );
}

function ChosenSeat({ id, seat }: { id: number; seat: SeatRow }) {
  const text = useText();
  const session = useSession();
  const past = usePast();
  return (
    <>
      <strong>{seat.name}</strong>
      <span>
        <SeatMark seat={seat} /> {seatText(seat, text)}{" "}
        {seat.state !== "occupied" && seat.since && <Since instant={seat.since} />}
      </span>
      {seat.agent !== null && seat.agent !== undefined && (
        <AgentLink id={String(seat.agent)}>{seat.agent_name}</AgentLink>
      )}
      {seat.team && <span className="second">{seat.team}</span>}
      {past === null && may(session.data, "manage_plans") && (
        <SeatMarks id={id} state={seat.state} />
      )}
    </>
  );
}
