/**
 * What `public/started.js` asked the server for while the scripts were loading, each thing taken once.
 *
 * Room:  api; before the client's and the streams' own requests.
 * Holds: what was started under another address, or after the page itself, is never taken; a stream that
 *        nobody takes is closed.
 */

type StartedStream = {
  source: EventSource;
  /** Frames that came before anybody listened. */
  events: MessageEvent[];
  keep: (event: MessageEvent) => void;
};

type Started = {
  answers: Record<string, Promise<Response>>;
  streams: Record<string, StartedStream>;
};

declare global {
  interface Window {
    callboardStarted?: Started;
  }
}

// From here on the page asks for itself: `started.js` starts nothing that comes too late to be taken.
window.callboardStarted ??= { answers: {}, streams: {} };

export function takeAnswer(path: string): Promise<Response> | null {
  const answers = window.callboardStarted?.answers ?? {};
  const answer = answers[path] ?? null;
  delete answers[path];
  return answer;
}

/** The frames that came already, for the first drawing; they are taken with the stream. */
export function startedFrames(address: string): MessageEvent[] {
  return window.callboardStarted?.streams[address]?.events ?? [];
}

/** An open stream with the frames it had already; null where none was started or it was refused. */
export function takeStream(
  address: string,
): { source: EventSource; events: MessageEvent[] } | null {
  const streams = window.callboardStarted?.streams ?? {};
  const started = streams[address];
  for (const [other, { source, keep }] of Object.entries(streams)) {
    source.removeEventListener("snapshot", keep);
    source.removeEventListener("delta", keep);
    if (other !== address) source.close();
    delete streams[other];
  }
  return started && started.source.readyState !== EventSource.CLOSED ? started : null;
}
