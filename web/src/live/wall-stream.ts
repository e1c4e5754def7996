/**
 * One followed board of a wall screen, for as long as the screen is on.
 *
 * Room:  live; between `/api/v1/walls/{id}/stream` and the wall page.
 * Takes: server-sent events over `fetch`: unlike an EventSource it can carry the screen's own token.
 * Gives: the whole view with the moment of its arrival; listeners are told of each change.
 * Holds: it reconnects for ever; the last view stays and only its age grows; one connection at a time;
 *        nothing is kept but the last view and the bytes of an unfinished message.
 * Never: hides a loss; sends a cookie where it has a token.
 */
import { ApiError, refusalOf } from "../api/client";
import type { WallView } from "../api/views";
import { mergePatch } from "./merge";
import type { Followed } from "./stream";

/** A board without news still says so within a heartbeat; longer silence is a dead connection. */
const silenceLimit = 20_000;
const retryDelays = [500, 1_000, 2_000, 5_000, 10_000];
/** A refusal (revoked, removed) may be taken back; a wall in an empty hall must not ask too often. */
const refusedDelay = 15_000;

export class WallStream {
  private state: Followed<WallView> = {
    view: null,
    phase: "connecting",
    receivedAt: null,
    refusal: null,
  };
  private readonly listeners = new Set<() => void>();
  private connection: AbortController | null = null;
  private attempts = 0;
  private hasBeenLost = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly address: string;
  private readonly token: string | null;
  private readonly onReturn: () => void;

  /** `onReturn` is told when the connection stands again after a loss. */
  constructor(board: string, token: string | null, onReturn: () => void = () => {}) {
    this.address = `/api/v1/walls/${board}/stream?rate=1`;
    this.token = token;
    this.onReturn = onReturn;
  }

  /** For useSyncExternalStore: opens with the first listener, closes with the last. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (this.listeners.size === 1) void this.open();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.close();
    };
  };

  readonly current = (): Followed<WallView> => this.state;

  private async open() {
    this.close();
    const connection = new AbortController();
    this.connection = connection;
    this.expectNews(connection);
    try {
      const response = await fetch(this.address, {
        signal: connection.signal,
        cache: "no-store",
        credentials: this.token ? "omit" : "same-origin",
        headers: this.token ? { authorization: `Bearer ${this.token}` } : {},
      });
      if (!response.ok || !response.body) throw await refusalOf(response);
      await this.read(connection, response.body);
      this.lost(connection, null);
    } catch (error) {
      this.lost(connection, error instanceof ApiError ? error : null);
    }
  }

  private close() {
    clearTimeout(this.timer);
    this.connection?.abort();
    this.connection = null;
  }

  private async read(connection: AbortController, body: ReadableStream<Uint8Array>) {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.connection !== connection) return;
      this.expectNews(connection);
      const messages = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = messages.pop() ?? "";
      for (const message of messages) this.take(message);
    }
  }

  private take(message: string) {
    const field = (name: string) =>
      message
        .split("\n")
        .find((line) => line.startsWith(name))
        ?.slice(name.length);
    const data = field("data: ");
    if (data === undefined) return;
    const event = field("event: ");
    if (event === "snapshot") this.frame(JSON.parse(data) as WallView);
    if (event === "delta") this.frame(mergePatch(this.state.view, JSON.parse(data)) as WallView);
  }

  private frame(view: WallView) {
    this.attempts = 0;
    this.change({ view, phase: "live", receivedAt: Date.now(), refusal: null });
    if (this.hasBeenLost) this.onReturn();
    this.hasBeenLost = false;
  }

  private lost(connection: AbortController, refusal: ApiError | null) {
    if (this.connection !== connection) return;
    this.hasBeenLost = true;
    this.change({ ...this.state, phase: "lost", refusal });
    const delay = retryDelays[Math.min(this.attempts, retryDelays.length - 1)] ?? refusedDelay;
    this.attempts += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.open(), refusal ? refusedDelay : delay);
  }

  /** Half-open connections tell nobody. */
  private expectNews(connection: AbortController) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.connection !== connection) return;
      this.hasBeenLost = true;
      this.change({ ...this.state, phase: "lost" });
      void this.open();
    }, silenceLimit);
  }

  private change(state: Followed<WallView>) {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}
