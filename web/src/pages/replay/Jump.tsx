/**
 * To the moment worth a look before or after this one, over days if need be.
 *
 * Room:  pages/replay. Over many days it takes a while: how far it is stands there, and it can be stopped.
 */
import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useRef, useState } from "react";
import { landmarksQuery } from "../../api/queries";
import { useText } from "../../i18n/language";
import { useAttribution } from "../../live/attribution";
import { useBrowserTime } from "../../live/clock";
import { LongWork } from "../../parts/conditions";
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

/** A search that goes on: how many days of how many are looked through. */
type Search = { begun: number; days: number; asked: number };

const dayLength = 86_400_000;
/** A search that is over sooner is not told of. */
const patience = 1_000;

class Stopped extends Error {}

export function Jump({ at, from, until, zone, show }: Props) {
  const text = useText();
  const queries = useQueryClient();
  const [queue, by] = [useQueueHere(), useAttribution()];
  const [search, setSearch] = useState<Search | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const isStopped = useRef(false);
  const jump = async (direction: Direction) => {
    const length = direction === "later" ? until - at : at - from;
    const begun = { begun: Date.now(), days: Math.ceil(length / dayLength) + 1, asked: 0 };
    isStopped.current = false;
    setSearch(begun);
    const landmarksOf = async (day: string) => {
      if (isStopped.current) throw new Stopped();
      const found = await queries.fetchQuery(landmarksQuery(day, queue, by));
      setSearch((now) => now && { ...now, asked: now.asked + 1 });
      return found;
    };
    try {
      const found = await nearest({ at, direction, zone, from, until, landmarksOf });
      if (found) show(momentOf(found));
      else setOutcome({ at, direction, error: null });
    } catch (error) {
      if (!(error instanceof Stopped)) setOutcome({ at, direction, error });
    } finally {
      setSearch(null);
    }
  };
  const told = outcome?.at === at ? outcome : null;
  return (
    <>
      <Button onClick={() => jump("earlier")} disabled={search !== null}>
        {text("replay.earlier_landmark")}
      </Button>
      <Button onClick={() => jump("later")} disabled={search !== null}>
        {text("replay.later_landmark")}
      </Button>
      <span role="status" className="second">
        {search !== null && text("replay.searching")}
        {told?.error === null &&
          text(told.direction === "later" ? "replay.none_later" : "replay.none_earlier")}
      </span>
      {search && (
        <Progress
          search={search}
          onStop={() => {
            isStopped.current = true;
          }}
        />
      )}
      {told?.error instanceof Error && <Failure error={told.error} />}
    </>
  );
}

function Progress({ search, onStop }: { search: Search; onStop: () => void }) {
  const text = useText();
  const gone = useBrowserTime() - search.begun;
  if (gone < patience) return null;
  const { asked, days } = search;
  const share = Math.min(asked / days, 1);
  const left = asked === 0 ? null : (gone / asked) * Math.max(days - asked, 0);
  return <LongWork name={text("replay.searching")} share={share} left={left} onStop={onStop} />;
}
