/** One chapter of the page of parts. */
import type { ReactNode } from "react";

export function Section(props: { title: string; rule?: string; children: ReactNode }) {
  return (
    <section className="design-section" aria-label={props.title}>
      <h2>{props.title}</h2>
      {props.rule && <p className="second">{props.rule}</p>}
      {props.children}
    </section>
  );
}
