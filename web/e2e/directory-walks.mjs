/**
 * The walk through the directory's page: tried, synchronised, a leaver switched off, beside a real slapd.
 *
 * Room:  e2e; listed by `walks.mjs`. Takes the slapd that `cargo xtask test` unpacks (or CALLBOARD_SLAPD), and
 *        a server of its own.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hand, open } from "./browser.mjs";
import { freePort, killable } from "./killable.mjs";

const suffix = "dc=example,dc=com";
const people = ["王伟", "李芳", "张娜", "刘敏"];
const root =
  process.env.CALLBOARD_SLAPD ?? fileURLToPath(new URL("../../target/slapd/root", import.meta.url));
const slapdProgram = join(root, "usr/sbin/slapd");

/** In which unpacked programs find their libraries. */
function environment() {
  const libraries = readdirSync(join(root, "usr/lib")).filter((name) =>
    name.endsWith("-linux-gnu"),
  );
  const LD_LIBRARY_PATH = libraries.map((name) => join(root, "usr/lib", name)).join(":");
  return { ...process.env, LD_LIBRARY_PATH };
}

export const directoryWalks = (assertNoViolations) => [
  [
    "the directory: tried, synchronised, and a leaver is out",
    (world) => synchronised(world, assertNoViolations),
  ],
];

async function synchronised(world, assertNoViolations) {
  const slapd = await startSlapd();
  const server = await killable(["serve", "--config", "callboard.toml"], () =>
    configuration(slapd.port),
  );
  try {
    const page = await open(world.browser);
    await server.signIn(page);
    await page.goto(`${server.url}/access?section=directory`);
    await page.getByRole("button", { name: "试算" }).click();
    await page.locator("[data-told=dry] [data-count=made] dd", { hasText: "4" }).waitFor();
    await page.getByRole("button", { name: "立即同步" }).click();
    await page.locator("[data-told=done] [data-count=made] dd", { hasText: "4" }).waitFor();
    await page.locator("[data-told=done] li", { hasText: "p0 新建 访客" }).waitFor();
    await assertNoViolations(page, "the directory");

    const theirs = await open(world.browser);
    await theirs.goto(server.url);
    await theirs.locator("#name").fill("p0");
    await theirs.locator("#password").fill("password-0");
    await theirs.locator("button[type=submit]").click();
    await theirs.locator(".who", { hasText: "p0" }).waitFor();

    slapd.change(`dn: uid=p0,ou=people,${suffix}\nchangetype: delete\n`);
    await page.getByRole("button", { name: "立即同步" }).click();
    await page.locator("[data-told=done] [data-count=switched_off] dd", { hasText: "1" }).waitFor();
    await page.locator("[data-told=done] li", { hasText: "已不在目录中" }).waitFor();
    const session = await theirs.request.get(`${server.url}/api/v1/session`);
    assert.equal(session.status(), 401);

    await page.setViewportSize(hand);
    await page.locator(".directory-line").first().click();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= hand.width, `${width} px wide`);

    await slapd.stop();
    await page.getByRole("button", { name: "立即同步" }).click();
    await page.locator("[data-told=done] .directory-problem").waitFor();
    await assertNoViolations(page, "the directory away");
  } finally {
    await slapd.remove();
    await server.remove();
  }
}

async function startSlapd() {
  const env = environment();
  const folder = mkdtempSync(join(tmpdir(), "callboard-slapd-"));
  const config = join(folder, "slapd.conf");
  mkdirSync(join(folder, "db"));
  writeFileSync(
    config,
    `include ${root}/etc/ldap/schema/core.schema
include ${root}/etc/ldap/schema/cosine.schema
include ${root}/etc/ldap/schema/inetorgperson.schema
modulepath ${root}/usr/lib/ldap
moduleload back_mdb
pidfile ${folder}/pid
database mdb
maxsize 16777216
suffix ${suffix}
rootdn cn=root,${suffix}
rootpw root-password
directory ${folder}/db
`,
  );
  const added = spawnSync(slapdProgram, ["-T", "add", "-q", "-f", config], { env, input: ldif() });
  assert.equal(added.status, 0, String(added.stderr));
  const port = await freePort();
  const url = `ldap://127.0.0.1:${port}/`;
  const child = spawn(slapdProgram, ["-d", "0", "-h", url, "-f", config], { env, stdio: "ignore" });
  await listening(port);
  const stop = () => {
    if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    return gone;
  };
  return {
    port,
    stop,
    change(text) {
      const words = ["-x", "-H", url, "-D", `cn=root,${suffix}`, "-w", "root-password"];
      const changed = spawnSync(join(root, "usr/bin/ldapmodify"), words, { env, input: text });
      assert.equal(changed.status, 0, String(changed.stderr));
    },
    async remove() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Tries until somebody answers. */
function listening(port) {
  return new Promise((resolve) => {
    const attempt = () => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => resolve(socket.destroy()));
      socket.once("error", () => setImmediate(attempt));
    };
    attempt();
  });
}

function ldif() {
  const entry = (dn, lines) => `dn: ${dn}\n${lines.join("\n")}\n\n`;
  const unit = (name) =>
    entry(`ou=${name},${suffix}`, ["objectClass: organizationalUnit", `ou: ${name}`]);
  const house = ["objectClass: dcObject", "objectClass: organization", "o: Example", "dc: example"];
  const dn = (number) => `uid=p${number},ou=people,${suffix}`;
  const person = (name, number) =>
    entry(dn(number), [
      "objectClass: inetOrgPerson",
      `uid: p${number}`,
      `cn: ${name}`,
      `sn: ${name}`,
      `userPassword: password-${number}`,
    ]);
  const members = people.map((_, number) => `member: ${dn(number)}`);
  const staff = ["objectClass: groupOfNames", "cn: staff", ...members];
  return [
    entry(suffix, house),
    unit("people"),
    unit("groups"),
    ...people.map(person),
    entry(`cn=staff,ou=groups,${suffix}`, staff),
  ].join("");
}

function configuration(port) {
  return `[sign_in.directory]
name = "示例目录"
servers = ["ldap://127.0.0.1:${port}"]
without_tls = true
bind_dn = "cn=root,${suffix}"
bind_password = "root-password"
people = "ou=people,${suffix}"
groups = "ou=groups,${suffix}"
roles = [{ group = "staff", role = "viewer" }]
`;
}
