/**
 * A figure that opens what it is made of, and what all figures of a board have in common.
 *
 * Room:  parts; `FiguresOf` around a board, `Figure` around each number.
 * Holds: figures of contacts open the list of contacts; those of people lead to the people.
 */
import { createContext, type MouseEvent, type ReactNode, useContext } from "react";
import { useLocation, useNavigate } from "react-router";
import type { Attribution, Definition, ServiceLevelRule } from "../api/views";
import { type Text, useText } from "../i18n/language";
import { usePast } from "../live/past";
import { type Asked, figureSearch, type Scope } from "./figure-address";
import { thenOf } from "./Link";
import { type MeasureId, measures } from "./measures";

export type Common = {
  /** Null where no figure needs it. */
  definition: Definition | null;
  by: Attribution;
  /** The replayed moment; null while live. */
  moment: string | null;
  /** Null is the whole centre. */
  scope: Scope | null;
  /** How the agents' page finds the people of the board; all of them if absent. */
  people?: Record<string, string>;
};

const nothing: Common = { definition: null, by: "by_arrival", moment: null, scope: null };
const Commons = createContext<Common>(nothing);

export const FiguresOf = Commons.Provider;
export const useCommon = () => useContext(Commons);
export const useDefinition = () => useContext(Commons).definition;

/** The service level under the house default is known on the floor as "answered within 30 s". */
export function measureName(measure: MeasureId, definition: Definition | null, text: Text): string {
  if (measure === "service_level" && definition) {
    return text("measure.answered_within", { seconds: definition.threshold_s });
  }
  return text(measures[measure].name);
}

type Props = {
  measure: MeasureId;
  span: Asked["span"];
  /** Where the board is of more than the figure. */
  scope?: Scope;
  rule?: ServiceLevelRule;
  children: ReactNode;
};

/**
 * Around a number: opens the contacts, or leads to the agents, that it is made of. A plain link, because
 * a table has hundreds: `useFigureClicks` around the pages goes there without a new page.
 */
export function Figure({ measure, span, scope, rule, children }: Props) {
  const text = useText();
  const common = useCommon();
  const { pathname, search } = useLocation();
  const past = usePast();
  const whose = scope ?? common.scope;
  const name = measureName(measure, common.definition, text);
  const asked: Asked = {
    measure,
    span,
    scope: whose,
    by: common.by,
    moment: common.moment,
    rule: rule ?? null,
    part: null,
    wait: null,
  };
  const opens = measures[measure].parts.length > 0;
  const href = opens
    ? `${pathname}?${figureSearch(search, asked)}`
    : people(measure, whose, { past, search: common.people ?? {} });
  const label = text(opens ? "figure.open" : "figure.open_people", { name });
  return (
    <a href={href} className="figure" data-figure={measure} title={label}>
      {children}
      <span className="only-heard"> {label}</span>
    </a>
  );
}

/** For the room around the pages: a press on any figure inside goes where it leads. */
export function useFigureClicks(): (event: MouseEvent) => void {
  const navigate = useNavigate();
  return (event) => {
    const figure = (event.target as Element).closest("a.figure");
    const href = figure?.getAttribute("href");
    const isForBrowser =
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey;
    if (!href || isForBrowser) return;
    event.preventDefault();
    void navigate(href, { preventScrollReset: href.includes("figure=") });
  };
}

/** Where the people stand whose time or number a figure is. */
function people(
  measure: MeasureId,
  scope: Scope | null,
  { past, search }: { past: string | null; search: Record<string, string> },
): string {
  if (scope?.kind === "agent") return `#times`;
  const now = () => {
    if (scope?.kind === "queue") return `/queues/${scope.id}#members`;
    const asked = new URLSearchParams(search);
    if (measure === "available") asked.set("state", "available");
    return asked.size > 0 ? `/agents?${asked}` : "/agents";
  };
  return past === null ? now() : thenOf(now(), past);
}
