/**
 * One followed view: a snapshot, then merge patches, for as long as somebody looks.
 *
 * Room:  live; between the server's event stream and the pages.
 * Takes: events `snapshot` and `delta` of /api/v1/stream.
 * Gives: the whole view with the moment of its arrival; listeners are told of each change.
 * Holds: the last view stays when the connection is lost; only its age grows.
 * Never: asks for a view twice at once; hides a loss.
 */
import { type ApiError, probe } from "../api/client";
import { startedFrames, takeStream } from "../api/started";
import type { Attribution } from "../api/views";
import { mergePatch } from "./merge";

/** `past`: the view of a past moment, which does not move. */
export type Phase = "connecting" | "live" | "lost" | "past";

export type Followed<V> = {
  view: V | null;
  phase: Phase;
  /** Browser time at which the last frame arrived. */
  receivedAt: number | null;
  /** Why the server refuses the stream; null while it is only out of reach. */
  refusal: ApiError | null;
  /** Of a past moment: the view is still that of the moment asked for before. */
  isBefore?: boolean;
  /** Of a past moment: asks once more. */
  retry?: () => void;
};

/** Half-open connections tell nobody: after this long without a frame we open a new one. */
const silenceLimit = 20_000;
const retryDelays = [500, 1_000, 2_000, 5_000, 10_000, 15_000];

export class ViewStream<V> {
  private source: EventSource | null = null;
  private state: Followed<V> = { view: null, phase: "connecting", receivedAt: null, refusal: null };
  private listeners = new Set<() => void>();
  private attempts = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private silenceTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly address: string;

  /** `kept` is a view of an earlier visit, shown with its age until the first frame comes. */
  constructor(
    view: string,
    framesPerSecond: number,
    kept: { view: V; receivedAt: number } | null = null,
    attribution: Attribution = "by_arrival",
  ) {
    if (kept) this.state = { ...this.state, ...kept };
    const asked = { view, rate: String(framesPerSecond), attribution };
    this.address = `/api/v1/stream?${new URLSearchParams(asked)}`;
    const begun = startedFrames(this.address).reduce<V | null>(after, null);
    if (begun) this.state = { ...this.state, view: begun, phase: "live", receivedAt: Date.now() };
  }

  /** For useSyncExternalStore: opens with the first listener, closes with the last. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (this.listeners.size === 1) this.open();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.close();
    };
  };

  readonly current = (): Followed<V> => this.state;

  private open() {
    this.close();
    const started = takeStream(this.address);
    const source = started?.source ?? new EventSource(this.address);
    this.source = source;
    const hear = (event: MessageEvent) => this.frame(after(this.state.view, event));
    source.addEventListener("snapshot", hear);
    source.addEventListener("delta", hear);
    for (const event of started?.events ?? []) hear(event);
    source.addEventListener("end", () => this.ended(source));
    source.addEventListener("error", () => this.broken(source));
    this.listenForSilence();
  }

  private close() {
    clearTimeout(this.retryTimer);
    clearTimeout(this.silenceTimer);
    this.source?.close();
    this.source = null;
  }

  private frame(view: V) {
    this.attempts = 0;
    this.listenForSilence();
    this.change({ view, phase: "live", receivedAt: Date.now(), refusal: null });
  }

  private broken(source: EventSource) {
    if (this.state.phase !== "lost") this.change({ ...this.state, phase: "lost" });
    // While it is CONNECTING the browser resumes by itself with Last-Event-ID; CLOSED means it gave up.
    if (source.readyState === EventSource.CLOSED) void this.gaveUp(source);
  }

  /** The server said goodbye (signed out, shutting down): the browser must not hammer it. */
  private ended(source: EventSource) {
    source.close();
    this.broken(source);
  }

  /** An EventSource never says why it was refused, so we ask once more in a way that does. */
  private async gaveUp(source: EventSource) {
    const refusal = await probe(this.address);
    if (this.source !== source) return;
    this.change({ ...this.state, refusal });
    this.retryLater();
  }

  private retryLater() {
    const delay = retryDelays[Math.min(this.attempts, retryDelays.length - 1)] ?? 15_000;
    this.attempts += 1;
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.open(), delay);
  }

  private listenForSilence() {
    clearTimeout(this.silenceTimer);
    this.silenceTimer = setTimeout(() => {
      this.change({ ...this.state, phase: "lost" });
      this.open();
    }, silenceLimit);
  }

  private change(state: Followed<V>) {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

/** The view after a frame. Frames begin with a snapshot: heard a second time they give the same view. */
function after<V>(view: V | null, { type, data }: MessageEvent): V {
  const told = JSON.parse(data);
  return type === "snapshot" ? (told as V) : (mergePatch(view, told) as V);
}
