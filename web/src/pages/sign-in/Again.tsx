/** The own password, asked for once more before something that matters. */
import { Button, Input } from "antd";
import { type FormEvent, useId, useState } from "react";
import { ApiError } from "../../api/client";
import { type Text, useText } from "../../i18n/language";
import { Failure } from "../../parts/states";

type Props = {
  explanation: string;
  submit: string;
  isDanger?: boolean;
  isPending: boolean;
  error: Error | null;
  onSend: (password: string) => void;
  onCancel: () => void;
};

export function Again(props: Props) {
  const text = useText();
  const id = useId();
  const [password, setPassword] = useState("");
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (password !== "") props.onSend(password);
  };
  return (
    <form className="again" onSubmit={send} noValidate>
      <p>{props.explanation}</p>
      {props.error && <Failure error={worded(props.error, text)} />}
      <label htmlFor={id}>{text("account.again")}</label>
      <Input
        id={id}
        type="password"
        autoComplete="current-password"
        autoFocus
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <div className="enrolment-actions">
        <Button
          type="primary"
          danger={props.isDanger}
          htmlType="submit"
          disabled={password === ""}
          loading={props.isPending}
        >
          {props.submit}
        </Button>
        <Button onClick={props.onCancel}>{text("access.cancel")}</Button>
      </div>
    </form>
  );
}

/** Here only the password can be wrong: the name was never asked for. */
export function worded(error: Error, text: Text): Error {
  if (!(error instanceof ApiError) || error.code !== "wrong_credentials") return error;
  return new ApiError(
    error.status,
    "wrong_password",
    text("error.wrong_password"),
    text("error.wrong_credentials_hint"),
  );
}
