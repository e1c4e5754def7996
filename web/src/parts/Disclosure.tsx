/**
 * A button that opens a panel below itself; on a phone the panel rises from the lower edge.
 *
 * Room:  parts; menus of views and columns, forms at a column's head.
 * Holds: the panel follows its button in the order of focus; Escape and leaving it close it, and
 *        Escape gives the focus back.
 */
import { type ReactNode, useEffect, useRef, useState } from "react";
import "./disclosure.css";

type Props = {
  label: string;
  /** What stands on the button; the label is then only heard. */
  children: ReactNode;
  className?: string;
  panel: (close: () => void) => ReactNode;
};

/** Panels are at most this wide: one that would not fit to the right opens to the left. */
const panelWidth = 340;

export function Disclosure({ label, children, className = "", panel }: Props) {
  const [isOpen, setOpen] = useState(false);
  const [isAtEnd, setAtEnd] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const toggle = () => {
    const left = button.current?.getBoundingClientRect().left ?? 0;
    setAtEnd(left + panelWidth > window.innerWidth);
    setOpen(!isOpen);
  };
  useEffect(() => {
    if (!isOpen) return;
    const closeOutside = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", closeOutside);
    return () => document.removeEventListener("pointerdown", closeOutside);
  }, [isOpen]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears what its button and panel hear
    <div
      ref={box}
      className={`disclosure ${className}`}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !isOpen) return;
        event.stopPropagation();
        close();
      }}
      onBlur={(event) => {
        const to = event.relatedTarget;
        if (to && !event.currentTarget.contains(to)) setOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        className="disclosure-button"
        aria-expanded={isOpen}
        aria-label={label}
        title={label}
        onClick={toggle}
      >
        {children}
      </button>
      {isOpen && (
        <section
          className={isAtEnd ? "disclosure-panel at-end" : "disclosure-panel"}
          aria-label={label}
        >
          {panel(close)}
        </section>
      )}
    </div>
  );
}
