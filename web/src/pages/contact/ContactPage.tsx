import { useParams } from "react-router";
import { useText } from "../../i18n/language";
import { PageHead } from "../../parts/Page";
import { ContactDetail } from "./ContactDetail";

export function ContactPage() {
  const text = useText();
  const { id = "" } = useParams();
  return (
    <>
      <PageHead title={text("contact.number", { id })} />
      <div className="panel">
        <ContactDetail id={id} />
      </div>
    </>
  );
}
