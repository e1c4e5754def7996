/**
 * A new second factor: the picture for the app, the same in text, and the first code as proof.
 *
 * Room:  pages/sign-in; on the way in where the house demands it, and on the page of one's own account.
 */
import type { UseMutationResult } from "@tanstack/react-query";
import { Button, QRCode } from "antd";
import { type FormEvent, useId, useState } from "react";
import { ApiError } from "../../api/client";
import type { Enrolment as Offer } from "../../api/views";
import { useText } from "../../i18n/language";
import { Failure } from "../../parts/states";
import { CodeField } from "./CodeField";
import { CopyButton } from "./RecoveryCodes";
import "./enrolment.css";

type Props = {
  enrolment: Offer;
  confirm: UseMutationResult<{ recovery_codes: string[] }, Error, string>;
  onDone?: (codes: string[]) => void;
  /** The way in was over before the code came. */
  onOver?: (error: unknown) => void;
  onCancel: () => void;
};

export function Enrolment({ enrolment, confirm, onDone, onOver, onCancel }: Props) {
  const text = useText();
  const id = useId();
  const [code, setCode] = useState("");
  const send = (typed: string) =>
    confirm.mutate(typed, {
      onSuccess: ({ recovery_codes }) => onDone?.(recovery_codes),
      onError: (error) => {
        setCode("");
        if (error instanceof ApiError && error.code === "sign_in_over") onOver?.(error);
      },
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code !== "") send(code);
  };
  return (
    <form className="enrolment" onSubmit={submit} noValidate>
      <p>{text("factor.scan")}</p>
      <div className="enrolment-code">
        {/* Black on white in every theme: that is what phones read. */}
        <QRCode
          type="svg"
          aria-label={text("factor.picture")}
          value={enrolment.address}
          size={216}
          bordered={false}
          color="#000000"
          bgColor="#ffffff"
          errorLevel="L"
        />
      </div>
      <div className="enrolment-text">
        <p className="second">{text("factor.by_hand")}</p>
        <code data-secret="totp">{enrolment.secret}</code>
        <CopyButton value={enrolment.secret.replaceAll(" ", "")} />
      </div>
      {confirm.error && <Failure error={confirm.error} />}
      <label htmlFor={id}>{text("factor.first_code")}</label>
      <CodeField id={id} value={code} onChange={setCode} onFull={send} />
      <div className="enrolment-actions">
        <Button type="primary" htmlType="submit" loading={confirm.isPending}>
          {text("factor.confirm")}
        </Button>
        <Button onClick={onCancel}>{text("access.cancel")}</Button>
      </div>
    </form>
  );
}
