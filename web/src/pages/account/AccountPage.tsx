/**
 * One's own account: password, second factor, and where one is signed in.
 *
 * Room:  pages/account; behind one's own name.
 */
import { useSession } from "../../api/queries";
import { useOwnAccount } from "../../api/sign-in";
import { useText } from "../../i18n/language";
import { PageHead } from "../../parts/Page";
import { Failure, Loading } from "../../parts/states";
import { usePlaces } from "../access/places";
import { heldText } from "../access/role-words";
import "../settings/settings.css";
import "./account.css";
import { OriginPanel } from "./OriginPanel";
import { PasswordPanel } from "./PasswordPanel";
import { SecondFactorPanel } from "./SecondFactorPanel";
import { SessionList } from "./SessionList";

export function AccountPage() {
  const text = useText();
  const { data: session } = useSession();
  const account = useOwnAccount();
  const places = usePlaces();
  return (
    <>
      <PageHead title={text("account.title")}>
        {session && (
          <span className="account-who">
            <strong>{session.name}</strong>
            {session.roles.map((held) => (
              <span key={`${held.role} ${held.team} ${held.site}`} className="origin">
                {heldText(held, places, text)}
              </span>
            ))}
          </span>
        )}
      </PageHead>
      {account.error && <Failure error={account.error} onRetry={() => account.refetch()} />}
      <div className="account-parts">
        <div className="stack">
          {account.isPending && <Loading rows={4} />}
          {account.data?.origin && <OriginPanel origin={account.data.origin} />}
          {account.data && account.data.origin?.kind !== "openid" && (
            <SecondFactorPanel account={account.data} />
          )}
          <section className="panel" aria-labelledby="own-sessions">
            <h2 id="own-sessions">{text("sessions.title")}</h2>
            <p className="second">{text("sessions.hint")}</p>
            <SessionList account={null} />
          </section>
        </div>
        {account.data && !account.data.origin && <PasswordPanel name={account.data.name} />}
      </div>
    </>
  );
}
