/** Filters side by side where there is room; in the hand behind one button that says how many are set. */
import type { ReactNode } from "react";
import { useText } from "../i18n/language";
import { Disclosure } from "./Disclosure";
import { useIsNarrow } from "./screen";
import { Caret } from "./ViewMenu";

type Props = { set: number; children: ReactNode };

export function FilterDrawer({ set, children }: Props) {
  const text = useText();
  const isNarrow = useIsNarrow();
  if (!isNarrow) return <>{children}</>;
  return (
    <Disclosure
      label={text("filter.more")}
      panel={() => <div className="stack filter-drawer">{children}</div>}
    >
      {text("filter.more")}
      {set > 0 && <strong className="numbers">{set}</strong>}
      <Caret />
    </Disclosure>
  );
}
