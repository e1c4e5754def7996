/** A change that is not applied yet, in words: what it is of, and what it becomes. */
import type { SettingChange, Settings } from "../../api/views";
import { rate } from "../../format/numbers";
import type { Text } from "../../i18n/language";
import { reasonText } from "../../parts/agent-words";
import { ruleNames } from "../../parts/Measure";
import { namesOf } from "./draft";
import { nameOf, secondsText, weekText } from "./words";

export type Described = { subject: string; field: string; after: string };

export function describe(change: SettingChange, settings: Settings, text: Text): Described {
  const queue = (id: number) => nameOf(settings.queues, id) ?? String(id);
  const say = (subject: string, field: string, after: string) => ({ subject, field, after });
  switch (change.kind) {
    case "centre": {
      const { name, zone, business_day_start } = change;
      const after = [name, zone, business_day_start].filter(Boolean).join(" · ");
      return say(text("settings.centre"), "", after);
    }
    case "display_name": {
      const known = namesOf(settings, change.of).find((one) => one.id === change.id);
      const after = change.name ?? known?.own_name ?? known?.key ?? "";
      return say(known?.name ?? String(change.id), text("settings.name"), after);
    }
    case "queue_place": {
      const skill = nameOf(settings.skills, change.skill) ?? text("settings.none");
      const site = nameOf(settings.sites, change.site) ?? text("settings.none");
      const field = `${text("settings.skill")} · ${text("settings.site")}`;
      return say(queue(change.queue), field, `${skill} · ${site}`);
    }
    case "target": {
      const of = typeof change.queue === "number" ? queue(change.queue) : text("settings.centre");
      const isNone = change.share === null || change.share === undefined;
      const none = text(
        typeof change.queue === "number" ? "settings.target_follow" : "settings.none",
      );
      return say(of, text("settings.target"), isNone ? none : rate(change.share));
    }
    case "definition": {
      const { rule, threshold_s: t, short_s: s } = change;
      const parts = [text(ruleNames[rule]), `T ${t}`, `S ${s}`];
      const subject = text("settings.definition", { id: change.definition });
      return say(subject, text("settings.next_version"), parts.join(" · "));
    }
    case "opening_hours":
      return say(queue(change.queue), text("settings.hours"), weekText(change.hours, text));
    case "add_site":
      return say(change.name, text("settings.add_site"), change.zone);
    case "site_zone": {
      const site = nameOf(settings.sites, change.site) ?? String(change.site);
      return say(site, text("settings.zone"), change.zone);
    }
    case "add_skill":
      return say(change.name, text("settings.add_skill"), "");
    case "add_team": {
      const site = change.site == null ? "" : nameOf(settings.sites, change.site);
      return say(change.name, text("settings.add_team"), site ?? "");
    }
    case "break_limit": {
      const { limit_s: limit } = change;
      const after = limit ? secondsText(limit, text) : text("settings.unlimited");
      return say(reasonText(change.reason, text), text("settings.limit"), after);
    }
  }
}
