/** The day's stays: as one strip to see the shape of the day, and as a list to read. */
import { useState } from "react";
import type { AgentDay, StateSpan } from "../../api/views";
import { duration } from "../../format/numbers";
import { clock, minute } from "../../format/times";
import { useText } from "../../i18n/language";
import { useFloorTime } from "../../live/clock";
import { stateText } from "../../parts/agent-words";
import { StateMark } from "../../parts/Mark";
import { useIsNarrow } from "../../parts/screen";
import { Empty } from "../../parts/states";
import "./strip.css";

const hour = 3_600_000;
const mostShown = 40;

export function DayStrip({ view }: { view: AgentDay }) {
  const now = useFloorTime();
  const isEmpty = view.spans.every((span) => span.state === "signed_out");
  return (
    <>
      <Strip view={view} />
      {!isEmpty && <Stays view={view} endOf={(span) => endOf(span, now)} />}
    </>
  );
}

const endOf = (span: StateSpan, now: number) => (span.until ? Date.parse(span.until) : now);

/** The shape of the day alone. */
export function Strip({ view }: { view: AgentDay }) {
  const text = useText();
  const now = useFloorTime();
  const isNarrow = useIsNarrow();
  const spans = view.spans.filter((span) => span.state !== "signed_out");
  const first = spans[0];
  if (!first) return <Empty title={text("agent.no_stays")} />;
  // Whole hours of the clock, so that the marks below stand where one looks for them.
  const start = Math.floor(Date.parse(first.from) / hour) * hour;
  const end =
    Math.ceil(Math.max(...spans.map((span) => endOf(span, now)), start + hour) / hour) * hour;
  const place = (at: number) => `${(((at - start) / (end - start)) * 100).toFixed(3)}%`;
  const hours = Array.from(
    { length: (end - start) / hour + 1 },
    (_, index) => start + index * hour,
  );
  const step = Math.ceil(hours.length / (isNarrow ? 5 : 12));
  return (
    <>
      <div
        className="strip"
        role="img"
        aria-label={text("agent.strip", {
          from: minute(first.from, view.zone),
          stays: spans.length,
        })}
      >
        {spans.map((span) => (
          <span
            key={span.from}
            className={`strip-span people-${span.state}`}
            style={{
              insetInlineStart: place(Date.parse(span.from)),
              width: `max(1px, calc(${place(endOf(span, now))} - ${place(Date.parse(span.from))}))`,
            }}
            title={`${clock(span.from, view.zone)} ${stateText(span.state, span.reason, text)} ${duration(endOf(span, now) - Date.parse(span.from))}`}
          />
        ))}
      </div>
      <div className="strip-hours numbers" aria-hidden="true">
        {hours.map((at, index) =>
          index % step === 0 ? (
            <span key={at} style={{ insetInlineStart: place(at) }}>
              {minute(at, view.zone)}
            </span>
          ) : null,
        )}
      </div>
    </>
  );
}

/** The youngest first: at night one asks what was just now. */
function Stays({ view, endOf }: { view: AgentDay; endOf: (span: StateSpan) => number }) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  const shown = [...view.spans].reverse().slice(0, isOpen ? undefined : mostShown);
  const hidden = view.spans.length - shown.length;
  return (
    <details className="stays">
      <summary>{text("agent.stays", { count: view.spans.length })}</summary>
      <ol className="lines numbers">
        {shown.map((span) => (
          <li key={`${span.from}.${span.state}`}>
            <time dateTime={span.from}>{clock(span.from, view.zone)}</time>
            <StateMark state={span.state} />
            <span>{stateText(span.state, span.reason, text)}</span>
            {span.seat && <span className="second">{span.seat}</span>}
            <strong>{duration(endOf(span) - Date.parse(span.from))}</strong>
          </li>
        ))}
      </ol>
      {hidden > 0 && (
        <button type="button" className="chip" onClick={() => setOpen(true)}>
          {text("waiting.more", { count: hidden })}
        </button>
      )}
    </details>
  );
}
