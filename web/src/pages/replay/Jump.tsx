/** To the moment worth a look before or after this one, over days if need be. */
import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { landmarksQuery } from "../../api/queries";
import { useText } from "../../i18n/language";
import { useAttribution } from "../../live/attribution";
import { Failure } from "../../parts/states";
import { type Direction, momentOf, nearest } from "./landmarks";
import { useQueueHere } from "./PastBar";

type Props = {
  at: number;
  from: number;
  until: number;
  zone: string;
  show: (at: number) => void;
};

/** What the last search came to; of which moment, so that it is gone when one moves on. */
type Outcome = { at: number; direction: Direction; error: unknown };

export function Jump({ at, from, until, zone, show }: Props) {
  const text = useText();
  const queries = useQueryClient();
  const [queue, by] = [useQueueHere(), useAttribution()];
  const [isSearching, setSearching] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const landmarksOf = (day: string) => queries.fetchQuery(landmarksQuery(day, queue, by));
  const jump = async (direction: Direction) => {
    setSearching(true);
    try {
      const found = await nearest({ at, direction, zone, from, until, landmarksOf });
      if (found) show(momentOf(found));
      else setOutcome({ at, direction, error: null });
    } catch (error) {
      setOutcome({ at, direction, error });
    } finally {
      setSearching(false);
    }
  };
  const told = outcome?.at === at ? outcome : null;
  return (
    <>
      <Button onClick={() => jump("earlier")} disabled={isSearching}>
        {text("replay.earlier_landmark")}
      </Button>
      <Button onClick={() => jump("later")} disabled={isSearching}>
        {text("replay.later_landmark")}
      </Button>
      <span role="status" className="second">
        {isSearching && text("replay.searching")}
        {told?.error === null &&
          text(told.direction === "later" ? "replay.none_later" : "replay.none_earlier")}
      </span>
      {told?.error instanceof Error && <Failure error={told.error} />}
    </>
  );
}
