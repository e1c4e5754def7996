/** Changes whose day has not come, each of which can still be taken back. */
import { Button } from "antd";
import { useState } from "react";
import { useTakeBack } from "../../api/people";
import type { PersonProfile, PersonSpan } from "../../api/views";
import { useText } from "../../i18n/language";
import { Failure } from "../../parts/states";
import { ReasonField, Wrong, worded } from "../people/fields";
import { kindNames, valueText } from "./words";

/** A day on which something begins, or (no value) ends without anything after it. */
type Change = Pick<PersonSpan, "kind" | "slot"> & {
  day: string;
  value: PersonSpan["value"] | null;
  /** What ends on the day. */
  ends: PersonSpan["value"] | null;
};

export function comingOf({ spans, today }: Pick<PersonProfile, "spans" | "today">): Change[] {
  const begins = spans
    .filter((span) => span.first_day > today)
    .map(({ kind, slot, first_day, value }): Change => {
      const before = spans.find(
        (other) => other.kind === kind && other.slot === slot && other.until_day === first_day,
      );
      return { kind, slot, day: first_day, value, ends: before?.value ?? null };
    });
  const isFollowed = (span: PersonSpan) =>
    spans.some(
      (other) =>
        other.kind === span.kind && other.slot === span.slot && other.first_day === span.until_day,
    );
  const ends = spans
    .filter((span) => span.until_day != null && span.until_day > today && !isFollowed(span))
    .map(
      ({ kind, slot, until_day, value }): Change => ({
        kind,
        slot,
        day: until_day ?? "",
        value: null,
        ends: value,
      }),
    );
  return [...begins, ...ends].sort((a, b) => (a.day < b.day ? -1 : 1));
}

export function Coming({ profile }: { profile: PersonProfile }) {
  const text = useText();
  const coming = comingOf(profile);
  const [open, setOpen] = useState<string | null>(null);
  return (
    <section className="panel" aria-label={text("people.coming")}>
      <h2>{text("people.coming")}</h2>
      {coming.length === 0 && <p className="second">{text("people.no_coming")}</p>}
      <ul className="coming">
        {coming.map((change) => {
          const key = `${change.kind} ${change.slot} ${change.day}`;
          return (
            <li key={key}>
              <div className="coming-line">
                <strong className="numbers">{change.day}</strong>
                <span>
                  {text(kindNames[change.kind])}
                  {"："}
                  {change.ends && <del>{valueText(change.ends, text)}</del>}{" "}
                  <ins>{valueText(change.value, text)}</ins>
                </span>
                {profile.may.change && open !== key && (
                  <Button
                    size="small"
                    aria-label={text("people.take_back_of", { day: change.day })}
                    onClick={() => setOpen(key)}
                  >
                    {text("people.take_back")}
                  </Button>
                )}
              </div>
              {open === key && (
                <TakeBackForm profile={profile} change={change} onDone={() => setOpen(null)} />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

type FormProps = { profile: PersonProfile; change: Change; onDone: () => void };

function TakeBackForm({ profile, change, onDone }: FormProps) {
  const text = useText();
  const takeBack = useTakeBack(profile.person.id);
  const [reason, setReason] = useState("");
  const [isTried, setTried] = useState(false);
  const isMissing = reason.trim() === "";
  return (
    <form
      className="settings-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (isMissing) return;
        const { kind, slot, day } = change;
        const body = { kind, slot, from: day, reason, revision: profile.person.revision };
        takeBack.mutate(body, { onSuccess: onDone });
      }}
    >
      {takeBack.error && <Failure error={worded(takeBack.error, text)} />}
      <ReasonField value={reason} onChange={setReason} />
      {isTried && isMissing && <Wrong>{text("people.reason_missing")}</Wrong>}
      <div className="settings-tools">
        <Button type="primary" htmlType="submit" loading={takeBack.isPending}>
          {text("people.take_back")}
        </Button>
        <Button onClick={onDone}>{text("people.cancel")}</Button>
      </div>
    </form>
  );
}
