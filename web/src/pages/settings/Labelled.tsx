/** A field with its name above it. */
import { type ReactNode, useId } from "react";

type Props = { name: string; className?: string; children: (id: string) => ReactNode };

export function Labelled({ name, className = "settings-field", children }: Props) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id}>{name}</label>
      {children(id)}
    </div>
  );
}
