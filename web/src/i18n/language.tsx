/**
 * The chosen language and the door to every text.
 *
 * Room:  i18n; around the whole app; parts call `useText()`.
 * Holds: a key that does not exist, or a parameter that is missing, does not compile.
 */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { en } from "./en";
import { zh } from "./zh-CN";

export type Language = "zh-CN" | "en";
export type AnyKey = keyof typeof zh;

/** The names in braces of a message: `ParameterOf<"{n} of {total}">` is `"n" | "total"`. */
type ParameterOf<Message extends string> = Message extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never;
type Parameter<K extends AnyKey> = ParameterOf<(typeof zh)[K]>;

/** A key whose message takes no parameters: what tables of names consist of. */
export type Key = { [K in AnyKey]: [Parameter<K>] extends [never] ? K : never }[AnyKey];

export type Text = {
  (key: Key): string;
  <K extends AnyKey>(key: K, values: Record<Parameter<K>, string | number>): string;
};

type Chosen = { language: Language; choose: (language: Language) => void; text: Text };

const tables: Record<Language, Record<AnyKey, string>> = { "zh-CN": zh, en };
const storageKey = "callboard.language";
const Languages = createContext<Chosen>(chosen("zh-CN", () => {}));

export const useLanguage = () => useContext(Languages);
export const useText = () => useContext(Languages).text;

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  const value = useMemo(() => chosen(language, setLanguage), [language]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return <Languages value={value}>{children}</Languages>;
}

function chosen(language: Language, set: (language: Language) => void): Chosen {
  const choose = (next: Language) => {
    localStorage.setItem(storageKey, next);
    set(next);
  };
  return { language, choose, text: textOf(language) };
}

export function textOf(language: Language): Text {
  return (key: AnyKey, values?: Record<string, string | number>) =>
    tables[language][key].replace(/\{(\w+)\}/g, (_, name) => String(values?.[name] ?? ""));
}

/** What was chosen, else what the browser asks for, else Chinese. */
function firstLanguage(): Language {
  const stored = localStorage.getItem(storageKey);
  if (stored === "zh-CN" || stored === "en") return stored;
  for (const wanted of navigator.languages) {
    if (wanted.startsWith("zh")) return "zh-CN";
    if (wanted.startsWith("en")) return "en";
  }
  return "zh-CN";
}
