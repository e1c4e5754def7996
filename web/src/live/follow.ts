/**
 * A page's hold on a followed view: live, or as it was at the past moment that is shown.
 *
 * Room:  live; pages call `useFollowed("overview")`.
 * Holds: in the past nothing is streamed, and nothing of it is remembered as the last live view.
 */
import { useEffect, useMemo, useSyncExternalStore } from "react";
import type { ApiError } from "../api/client";
import { useReplay } from "../api/queries";
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
import { usePast } from "./past";
import { type Slice, sliceView } from "./slice";
import { type Followed, ViewStream } from "./stream";

/** Which view a name stands for. */
export type Views = {
  overview: Overview;
  queues: QueuesView;
  agents: AgentsView;
  sources: SourcesView;
  seats: SeatRowsView;
  [slice: `overview:${string}`]: Overview;
  [queue: `queue:${string}`]: QueueView;
};

export function useFollowed<N extends keyof Views & string>(name: N): Followed<Views[N]> {
  const by = useAttribution();
  const stream = useMemo(
    () => new ViewStream<Views[N]>(name, framesPerSecond(), null, by),
    [name, by],
  );
  return useLiveOrPast(name, stream);
}

/** A stream nobody listens to is not opened: in the past there is none. */
function useLiveOrPast<N extends keyof Views & string>(
  name: N,
  stream: ViewStream<Views[N]>,
): Followed<Views[N]> {
  const past = usePast();
  const live = useSyncExternalStore(past === null ? stream.subscribe : listenNot, stream.current);
  const replay = useReplay<Views[N]>(name, past, useAttribution());
  if (past === null) return live;
  return {
    view: replay.data ?? null,
    phase: replay.data ? "past" : "connecting",
    receivedAt: null,
    refusal: (replay.error as ApiError | null) ?? null,
    isBefore: replay.isPlaceholderData,
    retry: () => void replay.refetch(),
  };
}

const listenNot = () => () => {};

/** The overview; that of the whole centre this device remembers from its last visit. */
export function useFollowedOverview(slice: Slice | null): Followed<Overview> {
  const by = useAttribution();
  const name = sliceView(slice);
  const isWhole = slice === null;
  const stream = useMemo(() => {
    const kept = isWhole ? rememberedOverview() : null;
    return new ViewStream<Overview>(name, framesPerSecond(), kept, by);
  }, [name, isWhole, by]);
  const followed: Followed<Overview> = useLiveOrPast(name, stream);
  const { view, receivedAt, phase } = followed;
  useEffect(() => {
    if (isWhole && view && receivedAt !== null && phase === "live")
      rememberOverview(view, receivedAt);
  }, [isWhole, view, receivedAt, phase]);
  return followed;
}

/** Phones get a frame every two seconds: nobody reads faster while walking, and data costs money. */
function framesPerSecond(): number {
  return window.matchMedia("(max-width: 640px)").matches ? 0.5 : 5;
}
