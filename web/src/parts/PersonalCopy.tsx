/** A copy of everything that is kept about somebody, as a file to keep or to hand over. */
import { Button } from "antd";
import { personalCopyAddress } from "../api/people";
import { useLanguage, useText } from "../i18n/language";

/** `person`: null is oneself. */
export function PersonalCopy({ person }: { person: number | null }) {
  const text = useText();
  const { language } = useLanguage();
  return (
    <section className="panel" aria-label={text("personal.title")}>
      <h2>{text("personal.title")}</h2>
      <p className="second">{text(person === null ? "personal.own_hint" : "personal.hint")}</p>
      <Button href={personalCopyAddress(person, language)} download>
        {text("personal.download")}
      </Button>
    </section>
  );
}
