/** The names of what is said of a person, and what a value says in words. */
import type { PersonFactKind, PersonValue } from "../../api/views";
import type { Key, Text } from "../../i18n/language";
import { contractText } from "../people/columns";

export const kindNames: Record<PersonFactKind, Key> = {
  site: "people.kind_site",
  team: "people.kind_team",
  skill: "people.kind_skill",
  contract: "people.kind_contract",
  agent: "people.kind_agent",
  account: "people.kind_account",
  leads: "people.kind_leads",
  seat: "people.kind_seat",
};

/** What the history calls a thing that knows no days. */
const otherNames: Record<string, Key> = {
  created: "people.created",
  number: "people.number",
  name: "people.name",
  hired_on: "people.hired",
  left_on: "people.left",
};

export function whatText(what: string, text: Text): string {
  const name = kindNames[what as PersonFactKind] ?? otherNames[what];
  return name ? text(name) : what;
}

/** What can be changed from a day on. */
export type ChangeKind = "team" | "site" | "skill" | "contract" | "agent" | "leads" | "account";

export const changeNames: Record<ChangeKind, Key> = {
  team: "people.change_team",
  site: "people.change_site",
  skill: "people.change_skill",
  contract: "people.change_contract",
  agent: "people.end_link",
  leads: "people.change_leads",
  account: "people.change_account",
};

export function valueText(value: PersonValue | null | undefined, text: Text): string {
  if (!value) return text("people.ended");
  const parts: string[] = [];
  if (value.text && value.level != null) {
    parts.push(text("people.skill_level", { skill: value.text, level: value.level }));
  } else if (value.text) {
    parts.push(value.text);
  }
  if (value.certified_until) {
    parts.push(text("people.certified_until_day", { day: value.certified_until }));
  }
  if (value.contract) {
    parts.push(contractText(value.contract, text));
    if (value.contract.languages?.length) parts.push(value.contract.languages.join("、"));
    if (value.contract.holiday_pay_class) {
      parts.push(text("people.holiday_pay_of", { class: value.contract.holiday_pay_class }));
    }
  }
  return parts.join(" · ");
}
