/**
 * A person at a glance: the card that opens over a list or grid, with the strip of the day.
 *
 * Room:  pages/agents; `GlanceOf` around a board, one card for all its people.
 * Holds: a mouse opens it by resting, a finger and a key by pressing; Escape, leaving and pressing
 *        elsewhere close it. On a phone it rises from the lower edge.
 */
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useAgentDay } from "../../api/queries";
import type { AgentRow } from "../../api/views";
import { useText } from "../../i18n/language";
import { AgentLink } from "../../parts/AgentLink";
import { stateText } from "../../parts/agent-words";
import { useCommon } from "../../parts/Figures";
import { StateMark } from "../../parts/Mark";
import { useIsNarrow } from "../../parts/screen";
import { Failure, Loading } from "../../parts/states";
import { Strip } from "../agent/DayStrip";
import { CardFigures } from "./CardFigures";
import type { Thresholds } from "./limits";
import { LimitBar, Stay } from "./Stay";

type Shown = { id: string; from: DOMRect; isPinned: boolean };

type Glance = {
  rest: (id: string, element: Element) => void;
  leave: () => void;
  press: (id: string, element: Element) => void;
};

const nobody: Glance = { rest: () => {}, leave: () => {}, press: () => {} };
const Glances = createContext<Glance>(nobody);
export const useGlance = () => useContext(Glances);

/** Crossing a list opens nothing; reaching the card does not close it. */
const [openAfter, closeAfter] = [350, 250];

type Props = {
  rows: Record<string, AgentRow>;
  thresholds: Thresholds;
  children: ReactNode;
};

export function GlanceOf({ rows, thresholds, children }: Props) {
  const [shown, show] = useState<Shown | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const later = useCallback((after: number, act: () => void) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(act, after);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  const glance = useMemo<Glance>(
    () => ({
      rest: (id, element) =>
        later(openAfter, () => {
          const from = element.getBoundingClientRect();
          show((before) => (before?.isPinned ? before : { id, from, isPinned: false }));
        }),
      leave: () => later(closeAfter, () => show((before) => (before?.isPinned ? before : null))),
      press: (id, element) => {
        clearTimeout(timer.current);
        const from = element.getBoundingClientRect();
        show((before) =>
          before?.id === id && before.isPinned ? null : { id, from, isPinned: true },
        );
      },
    }),
    [later],
  );
  const agent = shown ? rows[shown.id] : undefined;
  return (
    <Glances value={glance}>
      {children}
      {shown && agent && (
        <Card
          key={shown.id}
          shown={shown}
          agent={agent}
          thresholds={thresholds}
          stay={() => clearTimeout(timer.current)}
          leave={glance.leave}
          close={() => show(null)}
        />
      )}
    </Glances>
  );
}

type CardProps = {
  shown: Shown;
  agent: AgentRow;
  thresholds: Thresholds;
  stay: () => void;
  leave: () => void;
  close: () => void;
};

const cardWidth = 380;
const cardHeight = 230;

function Card({ shown, agent, thresholds, stay, leave, close }: CardProps) {
  const text = useText();
  const isNarrow = useIsNarrow();
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && close();
    const elsewhere = (event: PointerEvent) => {
      const target = event.target as Element;
      if (!card.current?.contains(target) && !target.closest("[data-agent]")) close();
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener("pointerdown", elsewhere);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("pointerdown", elsewhere);
    };
  }, [close]);
  const { from, id, isPinned } = shown;
  const isBelow = from.bottom + cardHeight < window.innerHeight;
  const place = {
    left: Math.max(8, Math.min(from.left, window.innerWidth - cardWidth - 8)),
    ...(isBelow ? { top: from.bottom + 4 } : { bottom: window.innerHeight - from.top + 4 }),
  };
  return (
    <section
      ref={card}
      className="glance"
      style={isNarrow ? undefined : place}
      aria-label={text("agents.glance_of", { name: agent.name })}
      aria-live={isPinned ? "polite" : undefined}
      onPointerEnter={stay}
      onPointerLeave={leave}
    >
      <div className="glance-head">
        <AgentLink id={id} isRow={false}>
          {agent.name}
        </AgentLink>
        <span className="second">
          {[agent.team, agent.site, agent.seat, agent.key].filter(Boolean).join(" · ")}
        </span>
      </div>
      <div className="glance-now numbers">
        <StateMark state={agent.state} />
        <span>{stateText(agent.state, agent.reason, text)}</span>
        <strong>
          <Stay agent={agent} thresholds={thresholds} />
        </strong>
        <LimitBar agent={agent} thresholds={thresholds} />
      </div>
      <Day id={id} />
      <div className="card-second numbers">
        <CardFigures agent={agent} />
      </div>
    </section>
  );
}

function Day({ id }: { id: string }) {
  const { moment } = useCommon();
  const { data, error, refetch } = useAgentDay(id, null, moment);
  if (error && !data) return <Failure error={error} onRetry={() => refetch()} />;
  if (!data) return <Loading rows={1} />;
  return <Strip view={data} />;
}

/** Opens the card from a row, which itself leads to the person's page. */
export function GlanceButton({ id, name }: { id: string; name: string }) {
  const text = useText();
  const glance = useGlance();
  return (
    <button
      type="button"
      className="glance-button"
      data-agent={id}
      aria-label={text("agents.glance_of", { name })}
      onPointerEnter={(event) =>
        event.pointerType === "mouse" && glance.rest(id, event.currentTarget)
      }
      onPointerLeave={glance.leave}
      onClick={(event) => glance.press(id, event.currentTarget)}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M1 5h4v6H1ZM6 5h2v6H6ZM9 5h6v6H9Z" />
      </svg>
    </button>
  );
}
