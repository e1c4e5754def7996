/** Signing in by what the house has already: a button for each provider, and why one sent somebody back. */
import { useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { useSignInWays } from "../../api/outside";
import { type Key, useText } from "../../i18n/language";
import { SeverityMark } from "../../parts/Mark";

const parameter = "sign_in_refused";

/** What the server says in the address when it sends the browser back here. */
const reasons: Record<string, { message: Key; hint: Key }> = {
  provider_away: { message: "outside.provider_away", hint: "outside.provider_away_hint" },
  no_role: { message: "outside.no_role", hint: "outside.no_role_hint" },
  name_taken: { message: "outside.name_taken", hint: "outside.name_taken_hint" },
  no_account: { message: "outside.no_account", hint: "outside.no_account_hint" },
  switched_off: { message: "outside.switched_off", hint: "outside.switched_off_hint" },
  no_name: { message: "outside.no_name", hint: "outside.no_name_hint" },
  stale: { message: "outside.stale", hint: "outside.stale_hint" },
  given_up: { message: "outside.given_up", hint: "outside.stale_hint" },
  not_proven: { message: "outside.not_proven", hint: "outside.not_proven_hint" },
};

export function OutsideRefusal() {
  const text = useText();
  const { search } = useLocation();
  const refused = new URLSearchParams(search).get(parameter);
  if (refused === null) return null;
  const words = reasons[refused] ?? {
    message: "outside.not_proven" as const,
    hint: "outside.not_proven_hint" as const,
  };
  return (
    <div className="failure" role="alert" data-refused={refused}>
      <SeverityMark severity="critical" />
      <div>
        <p className="failure-title">{text(words.message)}</p>
        <p>{text(words.hint)}</p>
      </div>
    </div>
  );
}

export function OutsideWays() {
  const text = useText();
  const ways = useSignInWays().data?.openid ?? [];
  const to = useWanted();
  const [chosen, setChosen] = useState<string | null>(null);
  if (ways.length === 0) return null;
  return (
    <section className="outside" aria-label={text("outside.ways")}>
      <p className="outside-or second">{text("outside.ways")}</p>
      {ways.map((way) => (
        <a
          key={way.name}
          className="outside-way"
          href={`${way.start}?to=${encodeURIComponent(to)}`}
          onClick={() => setChosen(way.name)}
          aria-busy={chosen === way.name}
        >
          {text("outside.with", { title: way.title })}
        </a>
      ))}
    </section>
  );
}

/** The page that was wanted, without what the server wrote into the address. */
function useWanted(): string {
  const { pathname, search } = useLocation();
  const asked = new URLSearchParams(search);
  asked.delete(parameter);
  const rest = asked.toString();
  return rest ? `${pathname}?${rest}` : pathname;
}

/** Takes the reason out of the address once somebody is signed in by another way. */
export function useForgottenRefusal() {
  const navigate = useNavigate();
  const wanted = useWanted();
  return () => navigate(wanted, { replace: true });
}
