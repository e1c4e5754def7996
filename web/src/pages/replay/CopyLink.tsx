/** The address of what is shown, to be sent to somebody. */
import { Button, Input } from "antd";
import { useState } from "react";
import { useLocation } from "react-router";
import { useText } from "../../i18n/language";

export function CopyLink() {
  const text = useText();
  const { pathname, search } = useLocation();
  const link = `${window.location.origin}${pathname}${search}`;
  const [copied, setCopied] = useState<string | null>(null);
  const [isShown, setShown] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setCopied(link);
    } catch {
      // Without a secure origin there is no clipboard: the link can still be selected.
      setShown(true);
    }
  };
  return (
    <>
      <Button size="small" onClick={copy}>
        {text(copied === link ? "replay.copied" : "replay.copy")}
      </Button>
      {isShown && (
        <Input
          readOnly
          autoFocus
          aria-label={text("replay.link")}
          value={link}
          onFocus={(event) => event.target.select()}
          onBlur={() => setShown(false)}
          onKeyDown={(event) => event.key === "Escape" && setShown(false)}
        />
      )}
    </>
  );
}
