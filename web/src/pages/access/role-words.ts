/** The names of roles and of what they may do, and where a role is held. */
import type { Action, HeldRole, Role } from "../../api/views";
import type { Key, Text } from "../../i18n/language";

export const roleNames: Record<Role, Key> = {
  agent: "role.agent",
  team_leader: "role.team_leader",
  real_time_analyst: "role.real_time_analyst",
  duty_manager: "role.duty_manager",
  planner: "role.planner",
  quality: "role.quality",
  knowledge: "role.knowledge",
  training: "role.training",
  operations_manager: "role.operations_manager",
  human_resources: "role.human_resources",
  facilities: "role.facilities",
  auditor: "role.auditor",
  viewer: "role.viewer",
  administrator: "role.administrator",
};

export const actionNames: Record<Action, Key> = {
  watch_floor: "action_name.watch_floor",
  see_agents: "action_name.see_agents",
  list_contacts: "action_name.list_contacts",
  see_contact: "action_name.see_contact",
  see_customer: "action_name.see_customer",
  see_raw_events: "action_name.see_raw_events",
  read_people: "action_name.read_people",
  manage_people: "action_name.manage_people",
  see_protected: "action_name.see_protected",
  manage_protected: "action_name.manage_protected",
  read_history: "action_name.read_history",
  read_forecasts: "action_name.read_forecasts",
  make_forecasts: "action_name.make_forecasts",
  plan_staffing: "action_name.plan_staffing",
  watch_wall: "action_name.watch_wall",
  manage_plans: "action_name.manage_plans",
  manage_walls: "action_name.manage_walls",
  manage_settings: "action_name.manage_settings",
  keep_own_session: "action_name.keep_own_session",
  keep_own_views: "action_name.keep_own_views",
  punch: "action_name.punch",
  see_attendance: "action_name.see_attendance",
  judge_attendance: "action_name.judge_attendance",
  manage_attendance: "action_name.manage_attendance",
  show_code: "action_name.show_code",
  send_events: "action_name.send_events",
  read_events: "action_name.read_events",
  read_metrics: "action_name.read_metrics",
  give_orders: "action_name.give_orders",
  manage_tokens: "action_name.manage_tokens",
  manage_accounts: "action_name.manage_accounts",
  read_audit: "action_name.read_audit",
};

/** The names of teams and sites by their numbers. */
export type Places = { teams: Map<number, string>; sites: Map<number, string> };

export function heldText({ role, team, site }: HeldRole, places: Places, text: Text): string {
  const name = text(roleNames[role]);
  const of = (number: number, known: Map<number, string>) => known.get(number) ?? String(number);
  if (team != null) return text("access.held_at", { role: name, place: of(team, places.teams) });
  if (site != null) return text("access.held_at", { role: name, place: of(site, places.sites) });
  return name;
}

/** Roles as reports and the audit list keep them (`team_leader@team-7, viewer`), in words of people. */
export function keptRolesText(kept: string, places: Places, text: Text): string {
  const worded = (one: string) => {
    const [, role, kind, number] = /^(\w+)(?:@(team|site)-(\d+))?$/.exec(one) ?? [];
    if (role === undefined || !(role in roleNames)) return one;
    const place = kind ? { [kind]: Number(number) } : {};
    return heldText({ role: role as Role, ...place }, places, text);
  };
  return kept.split(", ").map(worded).join(text("access.and"));
}
