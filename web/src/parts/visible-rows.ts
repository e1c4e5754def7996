/** Which rows of a long list lie on or near the screen while the page scrolls. */
import { type RefObject, useEffect, useState } from "react";

export type Visible = { first: number; last: number };

/** Rows kept beyond the edges, so that a quick flick shows no blank. */
const margin = 12;
/** Before it is known where the list stands: about what is seen of it under other things. */
const atFirst = 16;

export function useVisibleRows(
  list: RefObject<HTMLElement | null>,
  total: number,
  rowHeight: number,
): Visible {
  const [visible, setVisible] = useState<Visible>({ first: 0, last: atFirst });
  useEffect(() => {
    let frame = 0;
    const measure = () => {
      frame = 0;
      const top = list.current?.getBoundingClientRect().top ?? 0;
      const first = Math.max(0, Math.floor(-top / rowHeight) - margin);
      const last = Math.max(0, Math.ceil((window.innerHeight - top) / rowHeight) + margin);
      setVisible((before) =>
        before.first === first && before.last === last ? before : { first, last },
      );
    };
    const later = () => {
      frame ||= requestAnimationFrame(measure);
    };
    measure();
    // Capture, because a drawer scrolls inside itself and scroll events do not bubble.
    window.addEventListener("scroll", later, { capture: true, passive: true });
    window.addEventListener("resize", later);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("scroll", later, { capture: true });
      window.removeEventListener("resize", later);
    };
  }, [list, rowHeight]);
  return {
    first: Math.min(visible.first, Math.max(0, total - 1)),
    last: Math.min(visible.last, total),
  };
}
