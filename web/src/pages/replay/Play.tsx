/** Time running on, at 1 to 60 times its speed. */

import { type QueryClient, useIsFetching, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { replayKey } from "../../api/queries";
import { useText } from "../../i18n/language";
import { Choice } from "../../parts/Choice";

const speeds = [1, 5, 15, 60];
const second = 1_000;

type Props = { at: number; until: number; show: (at: number) => void };

/**
 * A moment is not left before it has been drawn: a slow network plays slower, and skips nothing. Where one
 * fails, time stands: what comes after it would look like what was asked for.
 */
export function Play({ at, until, show }: Props) {
  const text = useText();
  const [speed, setSpeed] = useState(5);
  const [isPlaying, setPlaying] = useState(false);
  const isDrawn = useIsFetching({ queryKey: replayKey }) === 0;
  const isOver = at >= until;
  const queries = useQueryClient();
  const hasFailed = isDrawn && failed(queries);
  const [search] = useSearchParams();
  // What somebody reads is of this moment: time waits.
  const isRead = isReading(search);
  useEffect(() => {
    if (!isPlaying || isOver || !isDrawn || isRead) return;
    if (hasFailed) return setPlaying(false);
    // A press on a figure that is not drawn yet stands in the address already; a step of time would take it away.
    const step = () => isReading(addressed()) || show(at + speed * second);
    const timer = setTimeout(step, second);
    return () => clearTimeout(timer);
  }, [isPlaying, isOver, isDrawn, isRead, hasFailed, at, speed, show]);
  return (
    <>
      <Button type="primary" disabled={isOver} onClick={() => setPlaying(!isPlaying)}>
        {text(isPlaying && !isOver ? "replay.pause" : "replay.play")}
      </Button>
      <Choice<number>
        value={speed}
        onChange={setSpeed}
        aria-label={text("replay.speed")}
        options={speeds.map((value) => ({ value, label: text("replay.times", { speed: value }) }))}
      />
    </>
  );
}

const isReading = (search: URLSearchParams) => search.has("figure") || search.has("contact");
const addressed = () => new URLSearchParams(window.location.search);

/** Whether a view that is on the page could not be had. */
function failed(queries: QueryClient): boolean {
  const shown = queries.getQueryCache().findAll({ queryKey: replayKey, type: "active" });
  return shown.some((query) => query.state.status === "error");
}
