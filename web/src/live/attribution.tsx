/**
 * By arrival or by event: how this person wants figures of contacts counted, on every page.
 *
 * Room:  live; around the whole app; kept in the browser.
 */
import { createContext, memo, type ReactNode, useContext, useMemo, useState } from "react";
import type { Attribution } from "../api/views";
import { type Key, useText } from "../i18n/language";
import { Choice } from "../parts/Choice";

type Chosen = { by: Attribution; choose: (by: Attribution) => void };

const storageKey = "callboard.attribution";
const Attributions = createContext<Chosen>({ by: "by_arrival", choose: () => {} });

export const shortAttributions: Record<Attribution, Key> = {
  by_arrival: "attribution.by_arrival_short",
  by_event: "attribution.by_event_short",
};

export const attributionNames: Record<Attribution, Key> = {
  by_arrival: "attribution.by_arrival",
  by_event: "attribution.by_event",
};

export const useAttribution = () => useContext(Attributions).by;

export function AttributionProvider({ children }: { children: ReactNode }) {
  const [by, setBy] = useState<Attribution>(() =>
    localStorage.getItem(storageKey) === "by_event" ? "by_event" : "by_arrival",
  );
  const chosen = useMemo(() => {
    const choose = (next: Attribution) => {
      localStorage.setItem(storageKey, next);
      setBy(next);
    };
    return { by, choose };
  }, [by]);
  return <Attributions value={chosen}>{children}</Attributions>;
}

/** Stands in the head of every page with figures of contacts. */
export const AttributionSwitch = memo(function AttributionSwitch() {
  const { by, choose } = useContext(Attributions);
  return <AttributionChoice by={by} choose={choose} />;
});

export function AttributionChoice({ by, choose }: Chosen) {
  const text = useText();
  return (
    <Choice<Attribution>
      size="small"
      className="attribution"
      value={by}
      onChange={choose}
      aria-label={text("attribution.choice")}
      options={(Object.keys(shortAttributions) as Attribution[]).map((value) => ({
        value,
        label: <span title={text(attributionNames[value])}>{text(shortAttributions[value])}</span>,
      }))}
    />
  );
}
