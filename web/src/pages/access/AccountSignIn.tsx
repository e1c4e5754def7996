/** How somebody signs in, for an administrator: a forgotten password, a lost second factor, open sessions. */
import { Button, Input } from "antd";
import { type FormEvent, useId, useState } from "react";
import { useSetPassword } from "../../api/accounts";
import { useTakeSecondFactor } from "../../api/sign-in";
import type { Account } from "../../api/views";
import { useText } from "../../i18n/language";
import { SeverityMark } from "../../parts/Mark";
import { Failure } from "../../parts/states";
import { SessionList } from "../account/SessionList";
import { Strength } from "../sign-in/Strength";
import "../sign-in/enrolment.css";

export function AccountSignIn({ account }: { account: Account }) {
  const text = useText();
  return (
    <>
      {account.origin ? (
        <Origin origin={account.origin} />
      ) : (
        <section className="account-sign-in" aria-labelledby="their-password">
          <h2 id="their-password">{text("access.set_password")}</h2>
          <NewPassword account={account} />
        </section>
      )}
      {account.origin?.kind !== "openid" && <Factor account={account} />}
      <section className="account-sign-in" aria-labelledby="their-sessions">
        <h2 id="their-sessions">{text("sessions.theirs")}</h2>
        <SessionList account={account.id} />
      </section>
    </>
  );
}

/** Whose account it is: a password is theirs to change there. */
function Origin({ origin }: { origin: NonNullable<Account["origin"]> }) {
  const text = useText();
  const isOpenId = origin.kind === "openid";
  return (
    <section className="account-sign-in" aria-labelledby="their-origin" data-origin={origin.kind}>
      <h2 id="their-origin">{text(isOpenId ? "origin.openid" : "origin.directory")}</h2>
      <p>
        <strong>{origin.shown}</strong> <span className="second">{origin.issuer}</span>
      </p>
      <p className="second">
        {text(isOpenId ? "origin.theirs_openid" : "origin.theirs_directory")}
      </p>
    </section>
  );
}

function Factor({ account }: { account: Account }) {
  const text = useText();
  const [isAsking, setAsking] = useState(false);
  return (
    <section className="account-sign-in" aria-labelledby="their-factor">
      <h2 id="their-factor">{text("factor.title")}</h2>
      <p data-factor={account.has_second_factor ? "on" : "off"}>
        <SeverityMark severity={account.has_second_factor ? "good" : "notice"} />{" "}
        {text(account.has_second_factor ? "factor.theirs" : "factor.theirs_not")}
      </p>
      {account.has_second_factor &&
        (isAsking ? (
          <Take account={account} onDone={() => setAsking(false)} />
        ) : (
          <div>
            <Button danger onClick={() => setAsking(true)}>
              {text("factor.take")}
            </Button>
          </div>
        ))}
    </section>
  );
}

function NewPassword({ account }: { account: Account }) {
  const text = useText();
  const id = useId();
  const set = useSetPassword(account.id);
  const [password, setPassword] = useState("");
  const send = (event: FormEvent) => {
    event.preventDefault();
    set.mutate(password, { onSuccess: () => setPassword("") });
  };
  return (
    <form className="again" onSubmit={send} noValidate>
      {set.error && <Failure error={set.error} />}
      {set.isSuccess && (
        <p role="status">
          <SeverityMark severity="good" /> {text("access.password_set")}
        </p>
      )}
      <label htmlFor={id}>{text("access.set_password_hint")}</label>
      <Input
        id={id}
        type="password"
        autoComplete="new-password"
        value={password}
        onChange={(event) => {
          set.reset();
          setPassword(event.target.value);
        }}
      />
      {password !== "" && <Strength name={account.name} password={password} />}
      <div>
        <Button htmlType="submit" disabled={password === ""} loading={set.isPending}>
          {text("access.set_password")}
        </Button>
      </div>
    </form>
  );
}

function Take({ account, onDone }: { account: Account; onDone: () => void }) {
  const text = useText();
  const id = useId();
  const take = useTakeSecondFactor(account.id);
  const [reason, setReason] = useState("");
  const send = (event: FormEvent) => {
    event.preventDefault();
    take.mutate(reason.trim(), { onSuccess: onDone });
  };
  return (
    <form className="again" onSubmit={send} noValidate>
      <p>{text("factor.take_hint")}</p>
      {take.error && <Failure error={take.error} />}
      <label htmlFor={id}>{text("factor.take_reason")}</label>
      <Input
        id={id}
        maxLength={300}
        autoFocus
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <div className="enrolment-actions">
        <Button
          type="primary"
          danger
          htmlType="submit"
          disabled={reason.trim().length < 3}
          loading={take.isPending}
        >
          {text("factor.take")}
        </Button>
        <Button onClick={onDone}>{text("access.cancel")}</Button>
      </div>
    </form>
  );
}
