/**
 * The one door to the server: JSON in, JSON or an ApiError out.
 *
 * Room:  api; before every query and form.
 * Never: knows a page, shows a message, keeps a password.
 */

import { takeAnswer } from "./started";

export class ApiError extends Error {
  readonly code: string;
  readonly hint: string | null;
  readonly status: number;

  constructor(status: number, code: string, message: string, hint: string | null) {
    super(message);
    this.status = status;
    this.code = code;
    this.hint = hint;
  }
}

/** The code of an error in which the server was never reached. */
export const unreachable = "unreachable";

/** A file as it is; JSON comes back. */
export async function upload<T>(path: string, file: Blob): Promise<T> {
  const headers: Record<string, string> = {
    accept: "application/json",
    "content-type": "application/octet-stream",
  };
  if (csrfToken) headers["x-csrf-token"] = csrfToken;
  let response: Response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers,
      credentials: "same-origin",
      body: file,
    });
  } catch (cause) {
    throw new ApiError(0, unreachable, String(cause), null);
  }
  if (!response.ok) throw await refusalOf(response);
  return (await response.json()) as T;
}

export type Method = "GET" | "POST" | "PUT" | "DELETE";

let csrfToken: string | null = null;

export function setCsrfToken(token: string | null) {
  csrfToken = token;
}

export async function request<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const response = await reach(method, path, body);
  if (!response.ok) throw await refusalOf(response);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

/** Why the server refuses an address; null when it answers or cannot be reached. Reads no body. */
export async function probe(path: string): Promise<ApiError | null> {
  const stop = new AbortController();
  try {
    const response = await fetch(path, { credentials: "same-origin", signal: stop.signal });
    return response.ok ? null : await refusalOf(response);
  } catch {
    return null;
  } finally {
    stop.abort();
  }
}

async function reach(method: Method, path: string, body: unknown): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (method !== "GET" && csrfToken) headers["x-csrf-token"] = csrfToken;
  const started = method === "GET" ? takeAnswer(path) : null;
  try {
    if (started) return await started;
    return await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (cause) {
    throw new ApiError(0, unreachable, String(cause), null);
  }
}

/** What a refused answer says. */
export async function refusalOf(response: Response): Promise<ApiError> {
  const status = response.status;
  try {
    const body = await response.json();
    const error = body.error ?? body;
    return new ApiError(status, error.code ?? `http_${status}`, error.message ?? "", error.hint);
  } catch {
    return new ApiError(status, `http_${status}`, response.statusText, null);
  }
}
