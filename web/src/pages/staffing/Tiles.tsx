/** The figures that a plan comes down to. */
import type { ReactNode } from "react";
import { useText } from "../../i18n/language";

export type Tile = { name: string; value: ReactNode; id: string; note?: ReactNode };

export function Tiles({ tiles, children }: { tiles: Tile[]; children?: ReactNode }) {
  const text = useText();
  return (
    <section className="panel" aria-label={text("staffing.result")}>
      {children}
      <dl className="staffing-tiles numbers">
        {tiles.map(({ name, value, id, note }) => (
          <div key={id} data-tile={id}>
            <dt>{name}</dt>
            <dd>
              {value}
              {note && <span className="second"> {note}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
