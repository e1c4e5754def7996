/** Every code with which the server refuses has words. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ApiError } from "../api/client";
import { wordsOf } from "./refusals";

const server = join(__dirname, "..", "..", "..", "crates", "server", "src", "http");
const refusals = /(?:Refusal::conflict|Self::new)\(\s*(?:StatusCode::\w+,\s*)?"([a-z_]+)"/g;

function codes(): string[] {
  const files = readdirSync(server, { recursive: true, encoding: "utf8" });
  const found = files
    .filter((file) => file.endsWith(".rs"))
    .flatMap((file) => [...readFileSync(join(server, file), "utf8").matchAll(refusals)])
    .map(([, code]) => code as string);
  return [...new Set(found)].sort();
}

test("every refusal of the server has words in both languages", () => {
  expect(codes().length).toBeGreaterThan(30);
  expect(codes().filter((code) => !wordsOf(new ApiError(409, code, "", null)))).toEqual([]);
});

test("a name that is taken is a plan's, but at the door another account's", () => {
  const words = (status: number) => wordsOf(new ApiError(status, "name_taken", "", null));
  expect(words(409)?.message).toBe("refusal.plan_name_taken");
  expect(words(403)?.message).toBe("outside.name_taken");
});
