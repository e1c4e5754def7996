/**
 * Agents of the floor of whom nobody has said who they are, and the way to say it.
 *
 * Room:  pages/people, for those who manage people.
 */
import { Button, Drawer, Select } from "antd";
import { type FormEvent, useState } from "react";
import { revisionOf, useChangeFrom, usePeople, useUnclaimed } from "../../api/people";
import type { PeopleChoices, UnclaimedAgent } from "../../api/views";
import { useText } from "../../i18n/language";
import { Empty, Failure, Loading } from "../../parts/states";
import { DayField, Field, ReasonField, Wrong, worded } from "./fields";

export function UnclaimedSection({ choices }: { choices: PeopleChoices }) {
  const text = useText();
  const unclaimed = useUnclaimed();
  const [chosen, setChosen] = useState<UnclaimedAgent | null>(null);
  const agents = unclaimed.data ?? [];
  return (
    <section className="stack" aria-label={text("people.claims")}>
      {unclaimed.error && <Failure error={unclaimed.error} onRetry={() => unclaimed.refetch()} />}
      {unclaimed.isPending && <Loading rows={6} />}
      {unclaimed.data && agents.length === 0 && (
        <Empty title={text("people.claim_none")} hint={text("people.claim_none_hint")} />
      )}
      {agents.length > 0 && (
        <>
          <p className="second settings-intro">
            {text("people.claim_hint")}{" "}
            <strong className="numbers">
              {text("people.claimed_count", { count: agents.length })}
            </strong>
          </p>
          <ul className="claims">
            {agents.map((agent) => (
              <li key={agent.agent} className="panel claim" data-agent={agent.agent}>
                <span className="claim-name">
                  <strong>{agent.name}</strong>
                  <span className="second">{agent.team}</span>
                </span>
                <span className="second numbers">
                  {agent.source} · {agent.key}
                </span>
                <span>{agent.hint && text("people.probably", agent.hint)}</span>
                <Button
                  aria-label={`${text("people.claim")} ${agent.name}`}
                  onClick={() => setChosen(agent)}
                >
                  {text("people.claim")}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
      <Drawer
        title={`${text("people.claim")} · ${chosen?.name ?? ""}`}
        open={chosen !== null}
        onClose={() => setChosen(null)}
        destroyOnHidden
      >
        {chosen && <ClaimForm agent={chosen} choices={choices} onDone={() => setChosen(null)} />}
      </Drawer>
    </section>
  );
}

type FormProps = { agent: UnclaimedAgent; choices: PeopleChoices; onDone: () => void };

function ClaimForm({ agent, choices, onDone }: FormProps) {
  const text = useText();
  const change = useChangeFrom();
  const [person, setPerson] = useState<number | null>(agent.hint?.person ?? null);
  const [from, setFrom] = useState(choices.today);
  const [reason, setReason] = useState("");
  const [words, setWords] = useState("");
  const [isTried, setTried] = useState(false);
  const [failure, setFailure] = useState<Error | null>(null);
  const found = usePeople({ q: words, limit: "20" });
  const options = (found.data?.people ?? []).map((one) => ({
    value: one.id,
    label: [text("people.named", one), one.team?.name].filter(Boolean).join(" · "),
  }));
  const { hint } = agent;
  if (hint && !options.some((one) => one.value === hint.person)) {
    options.unshift({ value: hint.person, label: text("people.named", hint) });
  }
  const isWhole = person !== null && reason.trim() !== "";
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (person === null || !isWhole) return;
    setFailure(null);
    try {
      const revision = await revisionOf(person);
      const changes = [{ kind: "agent" as const, agent: agent.agent, holds: true }];
      await change.mutateAsync({ id: person, from, changes, reason, revision });
      onDone();
    } catch (error) {
      setFailure(error instanceof Error ? error : new Error(String(error)));
    }
  };
  return (
    <form className="settings-form" onSubmit={send} noValidate>
      {failure && <Failure error={worded(failure, text)} />}
      <Field label={text("people.claim_for")}>
        {(id) => (
          <Select
            id={id}
            showSearch={{ filterOption: false, onSearch: setWords }}
            placeholder={text("people.claim_find")}
            value={person}
            options={options}
            loading={found.isFetching}
            onChange={(next) => setPerson(next)}
          />
        )}
      </Field>
      <DayField
        label={text("people.from_day")}
        hint={from < choices.today ? text("people.from_past") : undefined}
        value={from}
        onChoose={setFrom}
      />
      <ReasonField value={reason} onChange={setReason} />
      {isTried && person === null && <Wrong>{text("people.none_chosen")}</Wrong>}
      {isTried && person !== null && !isWhole && <Wrong>{text("people.reason_missing")}</Wrong>}
      <div className="settings-tools">
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {text("people.claim")}
        </Button>
        <Button onClick={onDone}>{text("people.cancel")}</Button>
      </div>
    </form>
  );
}
