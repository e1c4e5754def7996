/**
 * A page's hold on a followed view.
 *
 * Room:  live; pages call `useFollowed("overview")`.
 */
import { useEffect, useMemo, useSyncExternalStore } from "react";
import type {
  AgentsView,
  Overview,
  QueuesView,
  QueueView,
  SeatRowsView,
  SourcesView,
} from "../api/views";
import { useAttribution } from "./attribution";
import { rememberedOverview, rememberOverview } from "./memory";
import { type Followed, ViewStream } from "./stream";

/** Which view a name stands for. */
export type Views = {
  overview: Overview;
  queues: QueuesView;
  agents: AgentsView;
  sources: SourcesView;
  seats: SeatRowsView;
  [queue: `queue:${string}`]: QueueView;
};

export function useFollowed<N extends keyof Views & string>(name: N): Followed<Views[N]> {
  const by = useAttribution();
  const stream = useMemo(
    () => new ViewStream<Views[N]>(name, framesPerSecond(), null, by),
    [name, by],
  );
  return useSyncExternalStore(stream.subscribe, stream.current);
}

/** The overview, which this device remembers from its last visit. */
export function useFollowedOverview(): Followed<Overview> {
  const by = useAttribution();
  const stream = useMemo(
    () => new ViewStream<Overview>("overview", framesPerSecond(), rememberedOverview(), by),
    [by],
  );
  const followed = useSyncExternalStore(stream.subscribe, stream.current);
  const { view, receivedAt, phase } = followed;
  useEffect(() => {
    if (view && receivedAt !== null && phase === "live") rememberOverview(view, receivedAt);
  }, [view, receivedAt, phase]);
  return followed;
}

/** Phones get a frame every two seconds: nobody reads faster while walking, and data costs money. */
function framesPerSecond(): number {
  return window.matchMedia("(max-width: 640px)").matches ? 0.5 : 5;
}
