/** How hard a password is to guess, and what would make it harder; heard as well as seen. */
import { useEffect, useState } from "react";
import { useStrength } from "../../api/sign-in";
import { type Key, useText } from "../../i18n/language";
import { adviceNames, shortestPassword } from "../../parts/advice";
import { SeverityMark } from "../../parts/Mark";
import "./enrolment.css";

/** Not with every letter: whoever types is asked about once. */
const pauseMs = 300;
const scoreNames = [
  "strength.0",
  "strength.1",
  "strength.2",
  "strength.3",
  "strength.4",
] satisfies Key[];

export function Strength({ name, password }: { name: string; password: string }) {
  const text = useText();
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const wait = setTimeout(() => setAsked(password), pauseMs);
    return () => clearTimeout(wait);
  }, [password]);
  const strength = useStrength(name, asked).data;
  if (password === "" || !strength) {
    return (
      <div className="strength">
        <span className="second">{text("setup.password_rule", { length: shortestPassword })}</span>
      </div>
    );
  }
  const { score, advice } = strength;
  return (
    <div className="strength">
      <div className="strength-bar" data-score={score} aria-hidden="true">
        <span />
        <span />
        <span />
        <span />
      </div>
      <span className="strength-words" role="status" data-advice={advice ?? "none"}>
        <SeverityMark severity={advice ? "warning" : "good"} />
        {advice ? text(adviceNames[advice]) : text(scoreNames[score] ?? "strength.4")}
      </span>
    </div>
  );
}
