/**
 * One's own second factor: whether there is one, set up, recovery codes, taken away.
 *
 * Room:  pages/account.
 * Holds: one thing at a time is under way, and each begins with the own password.
 */
import { Button } from "antd";
import { useState } from "react";
import { useZone } from "../../api/queries";
import {
  useBeginEnrolment,
  useConfirmEnrolment,
  useRemoveSecondFactor,
  useRenewRecoveryCodes,
} from "../../api/sign-in";
import type { OwnAccount } from "../../api/views";
import { dayClock } from "../../format/times";
import { useText } from "../../i18n/language";
import { SeverityMark } from "../../parts/Mark";
import { Again } from "../sign-in/Again";
import { Enrolment } from "../sign-in/Enrolment";
import { RecoveryCodes } from "../sign-in/RecoveryCodes";

type Doing = "set_up" | "renew" | "remove" | null;

/** Codes left that are told as few. */
const few = 3;

export function SecondFactorPanel({ account }: { account: OwnAccount }) {
  const text = useText();
  const [doing, setDoing] = useState<Doing>(null);
  const [codes, setCodes] = useState<string[]>([]);
  const done = () => {
    setDoing(null);
    setCodes([]);
  };
  return (
    <section className="panel second-factor" aria-labelledby="own-factor">
      <h2 id="own-factor">{text("factor.title")}</h2>
      {codes.length > 0 ? (
        <RecoveryCodes
          name={account.name}
          codes={codes}
          done={text("recovery.put_away")}
          onDone={done}
        />
      ) : doing === null ? (
        <Standing account={account} onDo={setDoing} />
      ) : doing === "set_up" ? (
        <SetUp onCodes={setCodes} onCancel={done} />
      ) : doing === "renew" ? (
        <Renew onCodes={setCodes} onCancel={done} />
      ) : (
        <Remove onDone={done} />
      )}
    </section>
  );
}

function Standing({ account, onDo }: { account: OwnAccount; onDo: (doing: Doing) => void }) {
  const text = useText();
  const zone = useZone();
  const { enrolled_at, is_required, recovery_codes_left: left } = account.second_factor;
  if (enrolled_at == null) {
    return (
      <>
        <p>
          <SeverityMark severity={is_required ? "warning" : "notice"} />{" "}
          {text(is_required ? "factor.off_required" : "factor.off")}
        </p>
        <p className="second">{text("factor.why")}</p>
        <Button type="primary" onClick={() => onDo("set_up")}>
          {text("factor.begin")}
        </Button>
      </>
    );
  }
  return (
    <>
      <p data-factor="on">
        <SeverityMark severity="good" /> {text("factor.on", { time: dayClock(enrolled_at, zone) })}
      </p>
      <p className={left <= few ? undefined : "second"} data-codes-left={left}>
        {left <= few && <SeverityMark severity="warning" />}{" "}
        {text(left <= few ? "recovery.few" : "recovery.left", { left })}
      </p>
      {is_required && <p className="second">{text("factor.required")}</p>}
      <div className="enrolment-actions">
        <Button onClick={() => onDo("renew")}>{text("recovery.renew")}</Button>
        <Button onClick={() => onDo("set_up")}>{text("factor.replace")}</Button>
        {!is_required && (
          <Button danger onClick={() => onDo("remove")}>
            {text("factor.remove")}
          </Button>
        )}
      </div>
    </>
  );
}

type StepProps = { onCodes: (codes: string[]) => void; onCancel: () => void };

function SetUp({ onCodes, onCancel }: StepProps) {
  const text = useText();
  const begin = useBeginEnrolment(false);
  const confirm = useConfirmEnrolment(false);
  if (begin.data) {
    return (
      <Enrolment
        enrolment={begin.data.enrolment}
        confirm={confirm}
        onDone={onCodes}
        onCancel={onCancel}
      />
    );
  }
  return (
    <Again
      explanation={text("factor.need_app")}
      submit={text("factor.next")}
      isPending={begin.isPending}
      error={begin.error}
      onSend={begin.mutate}
      onCancel={onCancel}
    />
  );
}

function Renew({ onCodes, onCancel }: StepProps) {
  const text = useText();
  const renew = useRenewRecoveryCodes();
  return (
    <Again
      explanation={text("recovery.renew_hint")}
      submit={text("recovery.renew")}
      isPending={renew.isPending}
      error={renew.error}
      onSend={(password) =>
        renew.mutate(password, { onSuccess: ({ recovery_codes }) => onCodes(recovery_codes) })
      }
      onCancel={onCancel}
    />
  );
}

function Remove({ onDone }: { onDone: () => void }) {
  const text = useText();
  const remove = useRemoveSecondFactor();
  return (
    <Again
      explanation={text("factor.remove_hint")}
      submit={text("factor.remove")}
      isDanger
      isPending={remove.isPending}
      error={remove.error}
      onSend={(password) => remove.mutate(password, { onSuccess: onDone })}
      onCancel={onDone}
    />
  );
}
