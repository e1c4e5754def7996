/** The walks through history: chosen, compared with the API, opened anew by its link, taken away as a file. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { hand } from "./browser.mjs";

export function historyWalks(at, assertNoViolations) {
  return [
    ["history: chosen, its numbers are the API's, its link is the same view", asked],
    ["history: files download", files],
    ["history: what is too much and what is empty say what to do", states],
    ["history: in the hand, and axe finds nothing", inTheHand],
  ];

  async function asked(world) {
    const page = await at(world, "/history?period=yesterday&step=1d&rows=lines");
    await page.locator(".history-notes").waitFor();
    await choose(page, /维度/, "队列");
    await page.waitForURL(/group=queue/);
    await choose(page, /对比/, "上一周期");
    await page.waitForURL(/compare=before/);
    await page.locator(".history-table thead th", { hasText: "对比" }).first().waitFor();
    await page.locator(".history-table tbody tr").nth(3).waitFor();
    const search = new URL(page.url()).searchParams;
    const shown = await cells(page);
    const answer = await history(page, search);
    const byName = new Map(answer.lines.map((line) => [line.name, line]));
    const place = answer.measures.indexOf("offered");
    const column = 1 + 3 * place;
    for (const row of shown) {
      const line = byName.get(row[0]) ?? answer.all;
      assert.equal(row[column], String(line.total[place]), `${row[0]}: ${row}`);
      assert.equal(row[column + 1], String(line.compared_total[place]), `${row[0]}: ${row}`);
    }
    assert.ok(shown.length > 3, "too few rows to prove anything");
    const anew = await at(world, `/history${new URL(page.url()).search}`);
    await anew.locator(".history-table tbody tr").nth(3).waitFor();
    assert.deepEqual(await cells(anew), shown);
    await page.goBack();
    await page.waitForURL((url) => !url.searchParams.has("compare"));
    await ofOneSite(world, page, answer);
    page.assertNoComplaints();
  }

  /** Narrowed to a site there are fewer queues, each with the figures it had among all. */
  async function ofOneSite(world, page, whole) {
    const names = await page.request.get(`${world.url}/api/v1/figures?by=site`);
    const site = (await names.json()).figures.rows[0].name;
    await choose(page, /职场/, site);
    await page.waitForURL(/site=/);
    await page.keyboard.press("Escape");
    await page.waitForFunction(
      (all) => document.querySelectorAll(".history-table tbody tr").length < all,
      whole.lines.length,
    );
    const known = new Map(whole.lines.map((line) => [line.name, line.total[0]]));
    const narrowed = await history(page, new URL(page.url()).searchParams);
    assert.ok(narrowed.lines.length > 0, `${site} has no queue`);
    for (const line of narrowed.lines) assert.equal(line.total[0], known.get(line.name), line.name);
  }

  async function files(world) {
    const page = await at(world, "/history?period=yesterday&step=1d&group=queue");
    await page.locator(".history-notes").waitFor();
    for (const ending of ["csv", "xlsx"]) {
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.locator(`a[href*="history.${ending}"]`).click(),
      ]);
      assert.equal(file.suggestedFilename(), `callboard-history.${ending}`);
      const bytes = await readFile(await file.path());
      assert.ok(bytes.length > 500, `${ending} has ${bytes.length} bytes`);
      if (ending === "xlsx") assert.equal(bytes.subarray(0, 2).toString(), "PK");
    }
  }

  async function states(world) {
    const empty = await at(world, "/history?from=2001-01-01&to=2001-01-02&step=1d");
    await empty.locator(".empty").waitFor();
    assert.match(await empty.locator(".empty").textContent(), /\d{4}-\d{2}-\d{2}/);
    const long = await at(world, "/history?from=2001-01-01&to=2021-01-02&step=15m&group=queue");
    await long.getByRole("alert").waitFor();
    assert.match(await long.getByRole("alert").textContent(), /步长/);
  }

  async function inTheHand(world) {
    for (const colorScheme of ["light", "dark"]) {
      const path = "/history?period=yesterday&step=1d&group=queue&compare=week";
      const page = await at(world, path, { viewport: hand, colorScheme });
      await page.locator(".history-notes").waitFor();
      await page.locator(".history-choices summary").click();
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= hand.width, `scrolls sideways: ${width}`);
      await assertNoViolations(page);
    }
    const wide = await at(world, "/history?period=yesterday&step=1h&group=queue");
    await wide.locator(".history-notes").waitFor();
    await wide.locator("canvas").waitFor();
    await assertNoViolations(wide);
  }
}

async function choose(page, label, option) {
  await page.getByRole("combobox", { name: label }).first().click();
  await page.locator(".ant-select-item-option", { hasText: option }).last().click();
}

/** The text of the table, row by row, without what is only heard. */
function cells(page) {
  return page.locator(".history-table tbody tr:not(.gap)").evaluateAll((rows) =>
    rows.map((row) =>
      [...row.children].map((cell) => {
        const copy = cell.cloneNode(true);
        for (const heard of copy.querySelectorAll(".only-heard")) heard.remove();
        return copy.textContent.trim().replaceAll(",", "");
      }),
    ),
  );
}

/** What the server answers to the page's address. */
async function history(page, search) {
  const asked = new URLSearchParams(search);
  asked.set("by", asked.get("group"));
  return page.evaluate(async (query) => {
    const answer = await fetch(`/api/v1/history?${query}`);
    return (await answer.json()).history;
  }, asked.toString());
}
