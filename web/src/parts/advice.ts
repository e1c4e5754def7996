/** What the server says against a password, in words. */
import type { PasswordAdvice } from "../api/views";
import type { Key } from "../i18n/language";

export const shortestPassword = 12;

export const adviceNames: Record<PasswordAdvice, Key> = {
  password_short: "advice.short",
  password_long: "advice.long",
  password_common: "advice.common",
  password_known_word: "advice.known_word",
  password_repeats: "advice.repeats",
  password_sequence: "advice.sequence",
  password_date: "advice.date",
  password_guessable: "advice.guessable",
};
