/** Opening hours: whether a queue is open and until when, and the mark of who came after. */
import type { QueueView } from "../api/views";
import { day, minute } from "../format/times";
import { useText } from "../i18n/language";

type Opening = NonNullable<QueueView["opening"]>;

/** "open until 22:00", "closed, opens 08:00"; the day stands with it where it is another. */
export function OpeningState({ opening, at }: { opening: Opening; at: string }) {
  const text = useText();
  const { is_open, changes_at, zone } = opening;
  if (!changes_at) return <span>{text(is_open ? "opening.open" : "opening.closed")}</span>;
  const isToday = day(changes_at, zone) === day(at, zone);
  const when = isToday
    ? minute(changes_at, zone)
    : `${day(changes_at, zone)} ${minute(changes_at, zone)}`;
  return (
    <span title={zone}>{text(is_open ? "opening.open_until" : "opening.opens_at", { when })}</span>
  );
}

export function AfterHours() {
  return <span className="second"> · {useText()("opening.after_hours")}</span>;
}
