/** A table that may be wider than its place: scrolled by finger, wheel and key. */
import type { ReactNode } from "react";

export function Scroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by key
    <section className="staffing-scroll" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
