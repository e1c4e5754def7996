/**
 * A stand-in server for screens: the API's shapes, the built files, the real security headers.
 *
 * Room:  dev; `npm run fake` (port 8480, or FAKE_PORT; FAKE_AGENTS people). Keeps nothing, checks little.
 */
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as answers from "./fake/answers.mjs";
import { makeFloor, step } from "./fake/floor.mjs";
import { patch, view } from "./fake/views.mjs";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const types = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
const setupToken = "fake-token";

export function startFake({ port = 0, agents = 120 } = {}) {
  const floor = makeFloor(agents);
  const timer = setInterval(() => step(floor), 200);
  for (let warmUp = 0; warmUp < 40; warmUp += 1) step(floor);
  const fake = { floor, password: null, sessions: new Set() };
  const server = createServer((request, response) => route(fake, request, response));
  return new Promise((resolve) => {
    server.listen(port, "127.0.0.1", () => {
      const url = `http://127.0.0.1:${server.address().port}`;
      const stop = () => {
        clearInterval(timer);
        server.close();
        server.closeAllConnections();
      };
      resolve({ url, setupUrl: `${url}/setup#token=${setupToken}`, stop });
    });
  });
}

async function route(fake, request, response) {
  const url = new URL(request.url, "http://fake");
  if (!url.pathname.startsWith("/api/v1/")) return file(url.pathname, response);
  const path = url.pathname.slice(7);
  if (path === "/setup" || path === "/session") return account(fake, request, response, path);
  if (!isSignedIn(fake, request)) return refuse(response, 401, "not_signed_in");
  if (path === "/stream") return stream(fake.floor, url, request, response);
  const body = answer(fake.floor, path, url.searchParams);
  return body ? json(response, 200, body) : refuse(response, 404, "not_found");
}

function answer(floor, path, search) {
  const [, root, id, rest] = path.split("/");
  if (path === "/curve" || rest === "curve")
    return answers.curve(search.get("day"), search.get("attribution") ?? "by_arrival");
  if (root === "queues" && rest === "contacts")
    return answers.contacts(floor, id, search.get("outcome"), search.get("before"));
  if (path === "/contacts") return answers.figure(floor, search);
  if (root === "agents" && id) return answers.agentDay(floor, id);
  if (root === "contacts" && id) return answers.contactDetail(floor, id);
  if (path === "/views") return { views: [], meta: { count: 0, next_before: null, at: "" } };
  if (path === "/anomalies") return answers.anomalies(floor);
  if (path === "/replay/range") return answers.range(floor);
  if (path === "/replay/landmarks") return answers.landmarks(floor, search);
  if (path === "/replay") return answers.replay(floor, search);
  return null;
}

/** What an administrator may do, as far as these pages ask. */
const actions = [
  "watch_floor",
  "see_agents",
  "list_contacts",
  "see_contact",
  "see_raw_events",
  "read_history",
  "watch_wall",
  "manage_plans",
  "manage_walls",
  "manage_settings",
  "manage_accounts",
];

async function account(fake, request, response, path) {
  const session = {
    name: "admin",
    roles: [{ role: "administrator", site: null, team: null }],
    agent: null,
    may: actions,
    may_for_some: [],
    csrf_token: "fake",
    expires_at: new Date(Date.now() + 3.6e6).toISOString(),
  };
  if (request.method === "GET")
    return isSignedIn(fake, request)
      ? json(response, 200, { session })
      : refuse(response, 401, "not_signed_in");
  if (request.method === "DELETE") {
    fake.sessions.clear();
    response.writeHead(204).end();
    return;
  }
  const body = JSON.parse(await text(request));
  if (path === "/setup") {
    if (body.token !== setupToken) return refuse(response, 401, "wrong_token");
    fake.password = body.password;
  } else if (fake.password === null || body.password !== fake.password) {
    return refuse(response, 401, "wrong_credentials");
  }
  const id = Math.random().toString(36).slice(2);
  fake.sessions.add(id);
  response.setHeader("set-cookie", `session=${id}; HttpOnly; SameSite=Strict; Path=/`);
  json(response, 200, { session });
}

function isSignedIn(fake, request) {
  return fake.sessions.has(/session=(\w+)/.exec(request.headers.cookie ?? "")?.[1]);
}

function stream(floor, url, request, response) {
  const name = url.searchParams.get("view");
  const by = url.searchParams.get("attribution") ?? "by_arrival";
  let before = view(floor, name, by);
  if (!before) return refuse(response, 404, "not_found");
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  let frame = 1;
  const send = (event, data) =>
    response.write(`id: ${frame++}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  send("snapshot", before);
  const timer = setInterval(
    () => {
      const now = view(floor, name, by);
      const change = patch(before, now);
      if (change) send("delta", change);
      before = now;
    },
    1000 / Number(url.searchParams.get("rate") ?? 5),
  );
  request.on("close", () => clearInterval(timer));
}

function file(path, response) {
  const wanted = join(dist, path);
  const found = extname(path) && existsSync(wanted) ? wanted : join(dist, "index.html");
  response.writeHead(200, {
    "content-type": `${types[extname(found)] ?? "application/octet-stream"}; charset=utf-8`,
    "content-security-policy": policy,
  });
  createReadStream(found).pipe(response);
}

function json(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function refuse(response, status, code) {
  json(response, status, { code, message: code, hint: "示例服务器" });
}

async function text(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const fake = await startFake({
    port: Number(process.env.FAKE_PORT ?? 8480),
    agents: Number(process.env.FAKE_AGENTS ?? 120),
  });
  console.log(fake.setupUrl);
}
