/**
 * Checks the message tables: the same keys and parameters in both languages, every key used, and no
 * Chinese text in code outside the tables.
 *
 * Room:  checks; part of `npm run check`, and run as a test by `src/i18n/messages.test.ts`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const sources = join(dirname(fileURLToPath(import.meta.url)), "..", "src");
const chinese = /[\u3400-\u9fff]/;

export function findings() {
  const zh = new Map([
    ...table("i18n/zh-CN.ts"),
    ...table("i18n/zh-CN-screens.ts"),
    ...table("i18n/zh-CN-settings.ts"),
    ...table("i18n/zh-CN-tables.ts"),
    ...table("i18n/zh-CN-access.ts"),
    ...table("i18n/zh-CN-outside.ts"),
    ...table("i18n/zh-CN-attendance.ts"),
    ...table("i18n/zh-CN-forecast.ts"),
    ...table("i18n/zh-CN-sign-in.ts"),
    ...table("i18n/zh-CN-people.ts"),
    ...table("i18n/zh-CN-refusals.ts"),
    ...table("i18n/zh-CN-staffing.ts"),
  ]);
  const en = new Map([
    ...table("i18n/en.ts"),
    ...table("i18n/en-screens.ts"),
    ...table("i18n/en-settings.ts"),
    ...table("i18n/en-tables.ts"),
    ...table("i18n/en-access.ts"),
    ...table("i18n/en-outside.ts"),
    ...table("i18n/en-attendance.ts"),
    ...table("i18n/en-forecast.ts"),
    ...table("i18n/en-sign-in.ts"),
    ...table("i18n/en-people.ts"),
    ...table("i18n/en-refusals.ts"),
    ...table("i18n/en-staffing.ts"),
  ]);
  const code = codeFiles(sources);
  const all = code.map((file) => file.text).join("\n");
  return [
    ...missing(zh, en, "en.ts"),
    ...missing(en, zh, "zh-CN.ts"),
    ...differingParameters(zh, en),
    ...[...zh.keys()]
      .filter((key) => !all.includes(`"${key}"`))
      .map((key) => `${key}: nobody uses it`),
    ...code.flatMap(textInCode),
  ];
}

/** Key -> text. A text may stand on the line after its key. */
function table(path) {
  const text = readFileSync(join(sources, path), "utf8");
  const entries = [...text.matchAll(/^ {2}"([^"]+)":\s*"((?:[^"\\]|\\.)*)",$/gm)];
  if (entries.length === 0) throw new Error(`${path}: no messages found`);
  return new Map(entries.map(([, key, message]) => [key, message]));
}

function missing(from, other, name) {
  return [...from.keys()]
    .filter((key) => !other.has(key))
    .map((key) => `${key}: missing in ${name}`);
}

function differingParameters(zh, en) {
  const names = (message) =>
    [...message.matchAll(/\{(\w+)\}/g)]
      .map(([, name]) => name)
      .sort()
      .join();
  return [...zh]
    .filter(([key, message]) => en.has(key) && names(message) !== names(en.get(key)))
    .map(([key]) => `${key}: the languages differ in their parameters`);
}

function codeFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return codeFiles(path);
    if (
      !/\.tsx?$/.test(path) ||
      /\.test\.tsx?$|i18n.(zh-CN|en)(-[a-z-]+)?\.ts$|schema\.ts$/.test(path)
    )
      return [];
    return [{ path: relative(sources, path), text: readFileSync(path, "utf8") }];
  });
}

/** Chinese anywhere, or words between tags, outside comments. */
function textInCode({ path, text }) {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, (comment) =>
    comment.replace(/[^\n]/g, " "),
  );
  return code.split("\n").flatMap((line, index) => {
    const words =
      chinese.test(line) ||
      /<\/?[a-zA-Z][^<>=]*>[^<>{}()=;]*[A-Za-z]{2,}[^<>{}()=;]*<\//.test(line);
    return words ? [`src/${path}:${index + 1}: text in code, move it to the message tables`] : [];
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const found = findings();
  for (const finding of found) console.error(finding);
  if (found.length > 0) process.exit(1);
}
