/** A severity or state as a shape and a colour: whoever cannot tell the colours tells the shapes. */
import type { AgentState, SeatRow, SeatState, SourceState } from "../api/views";
import type { Severity } from "../live/severity";
import "./mark.css";

const severityShapes: Record<Severity, string> = {
  good: "M8 2a6 6 0 1 0 .001 0Z",
  notice: "M2.5 2.5h11v11h-11Z",
  warning: "M8 1.5 15 14H1Z",
  critical: "M5 1h6l4 4v6l-4 4H5l-4-4V5Z",
};

export function SeverityMark({ severity, label }: { severity: Severity; label?: string }) {
  return <Shape path={severityShapes[severity]} colour={severity} label={label} />;
}

const stateShapes: Record<AgentState, { path: string; colour: string }> = {
  available: { path: "M8 2a6 6 0 1 0 .001 0Z", colour: "good" },
  ringing: { path: "M8 1.5 15 14H1Z", colour: "notice" },
  talking: { path: "M2.5 2.5h11v11h-11Z", colour: "accentText" },
  holding: { path: "M3 2h3.5v12H3ZM9.500 2H13v12H9.500Z", colour: "accentText" },
  after_contact_work: { path: "M8 1l7 7-7 7-7-7Z", colour: "accentText" },
  not_ready: { path: "M2 6.200h12v3.600H2Z", colour: "warning" },
  signed_out: {
    path: "M8 2a6 6 0 1 0 .001 0ZM8 4.500a3.500 3.500 0 1 1-.001 0Z",
    colour: "secondText",
  },
};

export function StateMark({ state }: { state: AgentState }) {
  const { path, colour } = stateShapes[state];
  return <Shape path={path} colour={colour} />;
}

const seatShapes: Record<Exclude<SeatState, "occupied">, { path: string; colour: string }> = {
  free: {
    path: "M8 1a7 7 0 1 0 .001 0ZM8 3.500a4.500 4.500 0 1 1-.001 0Z",
    colour: "good",
  },
  reserved: { path: "M4 1h8v14l-4-4-4 4Z", colour: "notice" },
  out_of_order: {
    path: "M3.500 1 8 5.500 12.500 1 15 3.500 10.500 8 15 12.500 12.500 15 8 10.500 3.500 15 1 12.500 5.500 8 1 3.500Z",
    colour: "critical",
  },
  unknown: { path: "M7 2h2v7H7ZM7 11h2v3H7Z", colour: "secondText" },
};

/** Shape and colour of a seat: what who sits there does, or what the seat is. */
export function seatShape({ state, agent_state }: Pick<SeatRow, "state" | "agent_state">) {
  return state === "occupied" ? stateShapes[agent_state ?? "available"] : seatShapes[state];
}

export function SeatMark({ seat }: { seat: Pick<SeatRow, "state" | "agent_state"> }) {
  const { path, colour } = seatShape(seat);
  return <Shape path={path} colour={colour} />;
}

const sourceSeverity: Record<SourceState, Severity> = {
  connected: "good",
  unknown: "notice",
  lost: "critical",
};

export function SourceMark({ state }: { state: SourceState }) {
  return <SeverityMark severity={sourceSeverity[state]} />;
}

function Shape(props: { path: string; colour: string; label?: string }) {
  const fill = `var(--${props.colour})`;
  if (!props.label) {
    return (
      <svg className="mark" viewBox="0 0 16 16" aria-hidden="true">
        <path d={props.path} fill={fill} fillRule="evenodd" />
      </svg>
    );
  }
  return (
    <svg className="mark" viewBox="0 0 16 16" role="img" aria-label={props.label}>
      <path d={props.path} fill={fill} fillRule="evenodd" />
    </svg>
  );
}
