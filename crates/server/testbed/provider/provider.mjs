/**
 * A certified OpenID provider with four people, for the tests of sign-in.
 *
 * Room:  testbed; started by tests/it/openid_real.rs and by a walk of web/e2e, ended by its id.
 * Takes: PORT (0: any free one), CLIENT_BACK and CLIENT_HOME (where it sends browsers back to).
 * Gives: a line `issuer http://127.0.0.1:PORT`. /test/rotate makes new keys; /test/twist?claim=VALUE makes
 *        the next ID token lie: its claim is replaced and it is signed anew with the same key.
 * Never: part of the product.
 */
import { createServer } from "node:http";
import { exportJWK, generateKeyPair, importJWK, SignJWT } from "jose";
import { Provider } from "oidc-provider";

// The library tells of its defaults; nobody reads that here.
console.info = () => {};

const people = {
  zhangwei: { name: "张伟", password: "zhang-password", groups: ["leaders", "staff"] },
  wangfang: { name: "王芳", password: "wang-password", groups: ["staff"] },
  lina: { name: "李娜", password: "li-password", groups: ["kitchen"] },
  admin: { name: "陈管理", password: "chen-password", groups: ["staff"] },
};

const server = createServer((request, response) => answer(request, response));
let port = Number(process.env.PORT ?? 0);
let provider;
let key;
let twist = null;

server.listen(port, "127.0.0.1", async () => {
  port = server.address().port;
  await renew();
  console.log(`issuer http://127.0.0.1:${port}`);
});

/** A provider with keys of its own. */
async function renew() {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const kid = `key-${Date.now()}-${Math.floor(Math.random() * 1e9)}`;
  key = { ...(await exportJWK(privateKey)), kid, alg: "RS256", use: "sig" };
  provider = new Provider(`http://127.0.0.1:${port}`, {
    jwks: { keys: [key] },
    clients: [
      {
        client_id: "callboard",
        client_secret: "test-secret",
        redirect_uris: [process.env.CLIENT_BACK],
        post_logout_redirect_uris: [process.env.CLIENT_HOME],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    cookies: { keys: ["only for tests"] },
    claims: { openid: ["sub"], profile: ["preferred_username"], groups: ["groups"] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    pkce: { required: () => true },
    interactions: { url: (_, interaction) => `/sign-in/${interaction.uid}` },
    findAccount: (_, id) =>
      people[id] && {
        accountId: id,
        claims: () => ({ sub: id, preferred_username: id, groups: people[id].groups }),
      },
    // Nobody is asked whether Callboard may know the name.
    async loadExistingGrant(context) {
      const grant = new context.oidc.provider.Grant({
        clientId: context.oidc.client.clientId,
        accountId: context.oidc.session.accountId,
      });
      grant.addOIDCScope("openid profile groups");
      await grant.save();
      return grant;
    },
  });
  provider.use(async (context, next) => {
    await next();
    if (context.oidc?.route === "token" && context.body?.id_token && twist) {
      context.body = { ...context.body, id_token: await twisted(context.body.id_token) };
    }
  });
}

/** The same token with one lie in it. */
async function twisted(token) {
  const [, middle] = token.split(".");
  const claims = { ...JSON.parse(Buffer.from(middle, "base64url")), ...twist };
  twist = null;
  const header = { alg: "RS256", kid: key.kid };
  return new SignJWT(claims).setProtectedHeader(header).sign(await importJWK(key, "RS256"));
}

async function answer(request, response) {
  const url = new URL(request.url, `http://127.0.0.1:${port}`);
  if (url.pathname === "/test/rotate") {
    await renew();
    return response.end("new keys");
  }
  if (url.pathname === "/test/twist") {
    twist = JSON.parse(url.searchParams.get("claims"));
    return response.end("the next token lies");
  }
  if (url.pathname.startsWith("/sign-in/")) {
    return signIn(request, response).catch((error) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  }
  return provider.callback()(request, response);
}

async function signIn(request, response) {
  if (request.method !== "POST") {
    response.setHeader("content-type", "text/html; charset=utf-8");
    return response.end(form(request.url));
  }
  let body = "";
  for await (const part of request) body += part;
  const { login, password } = Object.fromEntries(new URLSearchParams(body));
  const person = people[login];
  if (person?.password !== password) {
    response.statusCode = 401;
    response.setHeader("content-type", "text/html; charset=utf-8");
    return response.end(form(request.url));
  }
  return provider.interactionFinished(request, response, { login: { accountId: login } });
}

function form(action) {
  return `<!doctype html><html lang="zh-CN"><title>示例身份中心</title><main><h1>示例身份中心</h1>
<form method="post" action="${action}">
<label>账号 <input name="login"></label>
<label>口令 <input name="password" type="password"></label>
<button>继续</button></form></main></html>`;
}
