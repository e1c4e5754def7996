/** Who set something, in a word; what the file sets says where to change it. */
import type { Origin } from "../../api/views";
import { useText } from "../../i18n/language";
import { originNames } from "./words";

export function OriginWord({ origin }: { origin: Origin }) {
  const text = useText();
  const title = origin === "file" ? text("settings.in_file") : undefined;
  return (
    <span className={`origin origin-${origin}`} title={title}>
      {text(originNames[origin])}
    </span>
  );
}
