import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ViewStream } from "./stream";

/** An event source that the test speaks through. */
class FakeSource extends EventTarget {
  static readonly CLOSED = 2;
  static opened: FakeSource[] = [];
  readyState = 1;
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
    FakeSource.opened.push(this);
  }

  close() {
    this.readyState = FakeSource.CLOSED;
  }

  say(event: string, data: unknown) {
    this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }));
  }
}

type View = { at: string; waiting: number; queues: Record<string, { name: string } | null> };

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeSource);
  FakeSource.opened = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function followed() {
  const stream = new ViewStream<View>("overview", 5);
  const leave = stream.subscribe(() => {});
  const source = () => FakeSource.opened.at(-1) as FakeSource;
  return { stream, leave, source };
}

test("a snapshot and its deltas are one view", () => {
  const { stream, source } = followed();
  source().say("snapshot", { at: "1", waiting: 2, queues: { "7": { name: "a" } } });
  source().say("delta", { at: "2", waiting: 3 });
  expect(stream.current()).toMatchObject({ phase: "live", view: { at: "2", waiting: 3 } });
});

test("after a loss the last view stays and says that it is lost", () => {
  const { stream, source } = followed();
  source().say("snapshot", { at: "1", waiting: 2, queues: {} });
  source().dispatchEvent(new Event("error"));
  expect(stream.current()).toMatchObject({ phase: "lost", view: { waiting: 2 } });
});

test("silence opens a new stream", () => {
  const { stream, source } = followed();
  source().say("snapshot", { at: "1", waiting: 2, queues: {} });
  vi.advanceTimersByTime(20_001);
  expect(FakeSource.opened).toHaveLength(2);
  expect(stream.current().phase).toBe("lost");
});

test("nobody looking, nothing open", () => {
  const { leave, source } = followed();
  leave();
  expect(source().readyState).toBe(FakeSource.CLOSED);
});
