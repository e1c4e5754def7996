/**
 * One of a few, all of them in view: a row of radio buttons that looks like one control.
 *
 * Room:  parts; wherever up to a handful of values exclude each other.
 * Holds: the browser's own radio buttons, so arrow keys and screen readers work; no style is computed
 *        when it is drawn, because it stands in the first view of the overview.
 */
import { type ReactNode, useId } from "react";
import "./choice.css";

type Props<V> = {
  "aria-label": string;
  value: V;
  options: { value: V; label: ReactNode }[];
  onChange: (value: V) => void;
  size?: "small";
  className?: string;
};

export function Choice<V extends string | number>(props: Props<V>) {
  const { value: chosen, options, onChange, size, className = "" } = props;
  const name = useId();
  return (
    <div
      role="radiogroup"
      aria-label={props["aria-label"]}
      className={`choice ${size === "small" ? "choice-small" : ""} ${className}`}
    >
      {options.map(({ value, label }) => (
        <label key={value} className="choice-item">
          <input
            type="radio"
            name={name}
            checked={value === chosen}
            onChange={() => onChange(value)}
          />
          <span>{label}</span>
        </label>
      ))}
    </div>
  );
}
