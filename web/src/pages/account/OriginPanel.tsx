/** That one signs in by what the house has already, and where password and second factor are changed. */
import type { OwnAccount } from "../../api/views";
import { useText } from "../../i18n/language";

export function OriginPanel({ origin }: { origin: NonNullable<OwnAccount["origin"]> }) {
  const text = useText();
  const isOpenId = origin.kind === "openid";
  return (
    <section className="panel own-origin" aria-labelledby="own-origin" data-origin={origin.kind}>
      <h2 id="own-origin">{text(isOpenId ? "origin.openid" : "origin.directory")}</h2>
      <p>
        {text("origin.as")} <strong>{origin.shown}</strong>
      </p>
      <p className="second">{text(isOpenId ? "origin.openid_hint" : "origin.directory_hint")}</p>
    </section>
  );
}
