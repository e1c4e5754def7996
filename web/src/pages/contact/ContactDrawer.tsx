import { Drawer } from "antd";
import { useText } from "../../i18n/language";
import { ContactDetail } from "./ContactDetail";

/** A contact over the page it was opened from, so that the reader's place is kept. */
export default function ContactDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const text = useText();
  return (
    <Drawer
      open
      onClose={onClose}
      title={text("contact.number", { id })}
      closable={{ "aria-label": text("action.close") }}
      size={Math.min(640, window.innerWidth)}
      styles={{ body: { padding: 16 } }}
    >
      <ContactDetail id={id} />
    </Drawer>
  );
}
