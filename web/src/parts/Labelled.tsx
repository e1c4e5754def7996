/** A label above its field, tied by an id. Room: parts. */
import { type ReactNode, useId } from "react";
import "./labelled.css";

export function Labelled(props: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="labelled">
      <label htmlFor={id}>{props.label}</label>
      {props.children(id)}
    </div>
  );
}
