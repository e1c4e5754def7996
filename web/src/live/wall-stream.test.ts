import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WallStream } from "./wall-stream";

/** A server that the test speaks through. */
type Call = { headers: Record<string, string>; say: (text: string) => void; end: () => void };
let calls: Call[] = [];
let status = 200;

beforeEach(() => {
  vi.useFakeTimers();
  calls = [];
  status = 200;
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    const said = new TransformStream<Uint8Array, Uint8Array>();
    const writer = said.writable.getWriter();
    init.signal?.addEventListener("abort", () => void writer.abort().catch(() => {}));
    calls.push({
      headers: init.headers as Record<string, string>,
      say: (text) => void writer.write(new TextEncoder().encode(text)).catch(() => {}),
      end: () => void writer.close().catch(() => {}),
    });
    const refusal = JSON.stringify({ code: "not_signed_in", message: "", hint: "" });
    return status === 200
      ? new Response(said.readable, { status })
      : new Response(refusal, { status });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const settled = () => vi.advanceTimersByTimeAsync(10);
const frame = (event: string, data: object) =>
  `id: 1\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

test("a message in pieces, a comment and a delta make one view", async () => {
  const stream = new WallStream("3", "cbw_3_ff");
  stream.subscribe(() => {});
  await settled();
  expect(calls[0]?.headers.authorization).toBe("Bearer cbw_3_ff");
  const text = frame("snapshot", { at: "1", parts: { "1": { value: 4 } } });
  calls[0]?.say(text.slice(0, 25));
  calls[0]?.say(`${text.slice(25)}: beat\n\n${frame("delta", { parts: { "1": { value: 5 } } })}`);
  await settled();
  expect(stream.current()).toMatchObject({ phase: "live", view: { parts: { "1": { value: 5 } } } });
});

test("a lost connection comes back by itself and says so once", async () => {
  const returned = vi.fn();
  const stream = new WallStream("3", null, returned);
  stream.subscribe(() => {});
  await settled();
  calls[0]?.say(frame("snapshot", { at: "1" }));
  await settled();
  calls[0]?.end();
  await settled();
  expect(stream.current()).toMatchObject({ phase: "lost", view: { at: "1" } });
  await vi.advanceTimersByTimeAsync(600);
  expect(calls).toHaveLength(2);
  calls[1]?.say(frame("snapshot", { at: "2" }) + frame("delta", { at: "3" }));
  await settled();
  expect(stream.current()).toMatchObject({ phase: "live", view: { at: "3" } });
  expect(returned).toHaveBeenCalledTimes(1);
});

test("silence opens a new connection", async () => {
  const stream = new WallStream("3", null);
  stream.subscribe(() => {});
  await settled();
  calls[0]?.say(frame("snapshot", { at: "1" }));
  await vi.advanceTimersByTimeAsync(20_100);
  expect(calls.length).toBeGreaterThan(1);
  expect(stream.current().phase).toBe("lost");
});

test("a refusal is told, keeps the picture, and is asked again later", async () => {
  const stream = new WallStream("3", "cbw_3_ff");
  stream.subscribe(() => {});
  await settled();
  calls[0]?.say(frame("snapshot", { at: "1" }));
  await settled();
  status = 401;
  calls[0]?.end();
  await vi.advanceTimersByTimeAsync(600);
  expect(stream.current().refusal?.code).toBe("not_signed_in");
  expect(calls).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(14_000);
  expect(calls).toHaveLength(2);
  status = 200;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(calls).toHaveLength(3);
});

test("nobody looking, nothing open", async () => {
  const stream = new WallStream("3", null);
  const leave = stream.subscribe(() => {});
  await settled();
  leave();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(calls).toHaveLength(1);
});
