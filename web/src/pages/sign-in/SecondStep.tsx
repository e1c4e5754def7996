/** The second step: a code of the app, or one of the recovery codes. */
import { Button, Input } from "antd";
import { type FormEvent, useId, useState } from "react";
import { ApiError } from "../../api/client";
import { useSecondStep } from "../../api/sign-in";
import { useText } from "../../i18n/language";
import { Failure } from "../../parts/states";
import { CodeField } from "./CodeField";
import { Door } from "./Door";

type Props = { name: string; onLeave: (error?: unknown) => void };

export function SecondStep({ name, onLeave }: Props) {
  const text = useText();
  const id = useId();
  const step = useSecondStep();
  const [code, setCode] = useState("");
  const [isRecovery, setRecovery] = useState(false);
  const send = (typed: string) =>
    step.mutate(typed, {
      onError: (error) => {
        setCode("");
        if (error instanceof ApiError && error.code === "sign_in_over") onLeave(error);
      },
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code !== "") send(code);
  };
  const turn = () => {
    setRecovery(!isRecovery);
    setCode("");
    step.reset();
  };
  return (
    <Door title={text("second_step.title")}>
      {step.error && <Failure error={step.error} />}
      <form className="second-step" onSubmit={submit} noValidate>
        <label htmlFor={id}>
          {text(isRecovery ? "second_step.recovery_label" : "second_step.code_label", { name })}
        </label>
        {isRecovery ? (
          <Input
            id={id}
            key="recovery"
            className="code-field"
            size="large"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            placeholder="xxxx-xxxx-xxxx"
            autoFocus
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        ) : (
          <CodeField id={id} value={code} onChange={setCode} onFull={send} />
        )}
        <Button type="primary" htmlType="submit" size="large" block loading={step.isPending}>
          {text("second_step.submit")}
        </Button>
      </form>
      <div className="second-step-ways">
        <Button type="link" onClick={turn}>
          {text(isRecovery ? "second_step.use_app" : "second_step.use_recovery")}
        </Button>
        <Button type="link" onClick={() => onLeave()}>
          {text("second_step.back")}
        </Button>
      </div>
      <p className="second">{text("second_step.lost")}</p>
    </Door>
  );
}
