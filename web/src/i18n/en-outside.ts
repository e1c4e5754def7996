/** The English texts of signing in by what a house has already. */
import type { zhOutside } from "./zh-CN-outside";

export const enOutside: Record<keyof typeof zhOutside, string> = {
  "outside.ways": "or with a company account",
  "outside.with": "Sign in with {title}",
  "outside.provider_away": "The company's sign-in cannot be reached now",
  "outside.provider_away_hint":
    "Local accounts sign in as ever; try again in a while, or tell an administrator.",
  "outside.no_role": "You are who you say, but have no role here",
  "outside.no_role_hint":
    "None of your groups has a role in this system. Ask an administrator to put you into one that has.",
  "outside.name_taken": "This name belongs to another account",
  "outside.name_taken_hint":
    "The same name is not the same person. Ask an administrator, then sign in again.",
  "outside.no_account": "You have no account here yet",
  "outside.no_account_hint": "Ask an administrator to make one.",
  "outside.switched_off": "Your account is switched off",
  "outside.switched_off_hint": "Ask an administrator if it should not be.",
  "outside.no_name": "The company's sign-in gave no account name",
  "outside.no_name_hint": "An administrator looks after the name's field in the configuration.",
  "outside.stale": "This sign-in is no longer good",
  "outside.stale_hint": "Begin again on this page.",
  "outside.given_up": "The sign-in was given up or refused at the company's side",
  "outside.not_proven": "What the company's sign-in said does not prove who you are",
  "outside.not_proven_hint":
    "Try once more; if it stays so, tell an administrator: the log says why.",
  "outside.from_openid": "Company sign-in: {shown}",
  "outside.from_directory": "Directory: {shown}",
  "origin.openid": "Company sign-in",
  "origin.directory": "Company directory",
  "origin.as": "Account:",
  "origin.openid_hint":
    "Password and second factor are changed in the company's sign-in; there is no password of yours here.",
  "origin.directory_hint":
    "The password is changed in the company's directory; there is no password of yours here.",
  "origin.theirs_openid":
    "Comes in by the company's sign-in: password and second factor are changed there; roles follow the groups at each sign-in.",
  "origin.theirs_directory":
    "The password is changed in the company's directory; roles follow the groups at each sign-in and synchronisation.",
  "way.open_id": "company sign-in",
  "way.directory": "directory password",
  "access.and": ", ",
  "access.directory": "Directory",
  "audit.synchronised_directory": "synchronised with the directory",
  "error.directory_away": "The company's directory cannot be reached now",
  "error.directory_away_hint":
    "Local accounts sign in as ever; try again in a while, or tell an administrator.",
  "directory.none": "No directory is configured",
  "directory.none_hint":
    "Write a section [sign_in.directory] into callboard.toml and start the server again.",
  "directory.nightly": "Synchronised every day at {at}",
  "directory.by_hand": "Not synchronised by itself",
  "directory.guard": "Asks first where more than {percent}% would be switched off at once",
  "directory.try": "Try",
  "directory.try_hint": "Trying tells what would happen, and changes nothing.",
  "directory.now": "Synchronise now",
  "directory.would": "What would happen (nothing was changed)",
  "directory.did": "What was done",
  "directory.all_the_same": "It is right: switch these {count} accounts off",
  "directory.before": "Synchronisations before",
  "directory.never": "None yet.",
  "directory.dry": "tried",
  "directory.summary": "made {made}, changed {changed}, switched off {off}",
  "directory.found": "People in the directory",
  "directory.made": "made",
  "directory.changed": "other roles",
  "directory.switched_off": "switched off",
  "directory.switched_on": "switched on again",
  "directory.skipped": "left out",
  "directory.unchanged": "unchanged",
  "directory.without_role": "no role, no account",
  "directory.gone": "no longer in the directory",
  "directory.locked": "switched off in the directory",
  "directory.no_role": "in no group that has a role",
  "directory.name_taken": "the name belongs to another account",
  "directory.no_name": "the name cannot be an account's",
  "directory.away": "The directory cannot be reached; nothing was changed",
  "directory.reader_refused":
    "The directory refuses the account that searches; nothing was changed. Look at bind_dn and its password",
  "directory.incomplete":
    "Somebody has no name or number; nothing was changed. Look at name_attribute and id_attribute",
  "directory.too_many_off":
    "Too many would be switched off at once; nothing was changed. Look through the list below",
  "directory.fault": "It could not be done; the log says why",
};
