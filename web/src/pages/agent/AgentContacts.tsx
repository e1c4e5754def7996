/** The contacts that the agent answered on the day. */
import type { AgentDay } from "../../api/views";
import { useText } from "../../i18n/language";
import type { Asked } from "../../parts/figure-address";
import { Failure, Loading } from "../../parts/states";
import { ContactPages, useFigureContacts } from "../figure/ContactPages";

type Props = { view: AgentDay; span: Asked["span"]; moment: string | null };

export function AgentContacts({ view, span, moment }: Props) {
  const text = useText();
  const scope = { kind: "agent" as const, id: String(view.id) };
  const asked: Asked = {
    measure: "answered",
    span,
    scope,
    by: "by_event",
    moment,
    rule: null,
    part: null,
    wait: null,
  };
  const contacts = useFigureContacts(asked, "answered");
  const total = contacts.data?.pages[0]?.figure?.total;
  return (
    <section className="long-list" aria-label={text("agent.contacts")}>
      <h2>{text("agent.contacts")}</h2>
      {contacts.error && <Failure error={contacts.error} onRetry={() => contacts.refetch()} />}
      {contacts.isPending && <Loading rows={5} />}
      {total !== undefined && (
        <ContactPages contacts={contacts} total={total} isOfNow={moment === null} />
      )}
    </section>
  );
}
