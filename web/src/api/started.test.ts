import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ViewStream } from "../live/stream";
import { takeAnswer, takeStream } from "./started";

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

const script = readFileSync("public/started.js", "utf8");
const only = () => FakeSource.opened[0] as FakeSource;

function start(at: string) {
  history.replaceState(null, "", at);
  window.callboardStarted = undefined;
  new Function(script)();
}

beforeEach(() => {
  vi.stubGlobal("EventSource", FakeSource);
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("{}")));
  window.callboardStarted = undefined;
  FakeSource.opened = [];
});
afterEach(() => vi.unstubAllGlobals());

test("the overview's stream is opened once, and what it said before is drawn at once", () => {
  start("/");
  only().say("snapshot", { at: "1", waiting: 2 });
  only().say("delta", { waiting: 3 });
  const stream = new ViewStream<{ at: string; waiting: number }>("overview", 5);
  expect(stream.current()).toMatchObject({ phase: "live", view: { at: "1", waiting: 3 } });
  stream.subscribe(() => {});
  only().say("delta", { waiting: 4 });
  expect(stream.current().view).toEqual({ at: "1", waiting: 4 });
  expect(FakeSource.opened).toHaveLength(1);
});

test("a script that runs after the page itself starts nothing", async () => {
  vi.resetModules();
  await import("./started");
  history.replaceState(null, "", "/");
  new Function(script)();
  expect(FakeSource.opened).toHaveLength(0);
  expect(takeAnswer("/api/v1/session")).toBeNull();
});

test("a stream of something else is closed, and one that was refused is not taken", () => {
  start("/");
  expect(takeStream("/api/v1/stream?view=queues")).toBeNull();
  expect(only().readyState).toBe(FakeSource.CLOSED);
  start("/");
  const refused = FakeSource.opened[1] as FakeSource;
  refused.close();
  expect(takeStream(refused.url)).toBeNull();
});

test("an answer is taken once", () => {
  start("/queues");
  expect(takeAnswer("/api/v1/session")).toBeInstanceOf(Promise);
  expect(takeAnswer("/api/v1/session")).toBeNull();
  expect(FakeSource.opened).toHaveLength(0);
});

test("a wall and the first set-up start nothing", () => {
  for (const place of ["/wall", "/wall/3", "/setup"]) {
    start(place);
    expect(takeAnswer("/api/v1/session")).toBeNull();
  }
});
