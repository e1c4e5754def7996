/** What the signed-in account may do, as the server told it: pages hide what would be refused. */
import type { Action, Session } from "./views";

/** Upon everybody and everything; `isSome`: upon some people is enough. */
export function may(session: Session | null | undefined, action: Action, isSome = false): boolean {
  if (!session) return false;
  return session.may.includes(action) || (isSome && session.may_for_some.includes(action));
}
