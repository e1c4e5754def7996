/**
 * Signing in: name and password, then what the server still asks for.
 *
 * Room:  pages/sign-in.
 */
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { ApiError } from "../../api/client";
import { useBeginEnrolment, useConfirmEnrolment, useSignIn } from "../../api/sign-in";
import type { Pending } from "../../api/views";
import { useText } from "../../i18n/language";
import { Failure } from "../../parts/states";
import { Door } from "./Door";
import { Enrolment } from "./Enrolment";
import { OutsideRefusal, OutsideWays, useForgottenRefusal } from "./Outside";
import { SecondStep } from "./SecondStep";

type Entered = { name: string; password: string };

export default function SignIn() {
  const [pending, setPending] = useState<Pending | null>(null);
  const [over, setOver] = useState<Error | null>(null);
  // A step that came too late leads back to the first one, which says why.
  const leave = (error?: unknown) => {
    setOver(error instanceof ApiError && error.code === "sign_in_over" ? error : null);
    setPending(null);
  };
  if (pending?.step === "code") return <SecondStep name={pending.name} onLeave={leave} />;
  if (pending?.step === "enrolment") return <DueEnrolment name={pending.name} onLeave={leave} />;
  return <FirstStep over={over} onPending={setPending} />;
}

type FirstProps = { over: Error | null; onPending: (pending: Pending) => void };

function FirstStep({ over, onPending }: FirstProps) {
  const text = useText();
  const signIn = useSignIn();
  const forget = useForgottenRefusal();
  const error = signIn.error ?? (signIn.isIdle ? over : null);
  const send = (entered: Entered) =>
    signIn.mutate(entered, {
      onSuccess: ({ pending }) => (pending ? onPending(pending) : forget()),
    });
  return (
    <Door title={text("sign_in.title")}>
      {error ? <Failure error={error} /> : <OutsideRefusal />}
      <Form<Entered> layout="vertical" requiredMark={false} onFinish={send}>
        <Form.Item
          label={text("sign_in.name")}
          name="name"
          rules={[{ required: true, message: text("sign_in.name_missing") }]}
        >
          <Input autoComplete="username" size="large" autoFocus />
        </Form.Item>
        <Form.Item
          label={text("sign_in.password")}
          name="password"
          rules={[{ required: true, message: text("sign_in.password_missing") }]}
        >
          <Input type="password" autoComplete="current-password" size="large" />
        </Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={signIn.isPending}>
          {text("action.sign_in")}
        </Button>
      </Form>
      <OutsideWays />
      <p className="second">{text("sign_in.first_time")}</p>
    </Door>
  );
}

/** The house demands a second factor and there is none yet: nothing else before it is set up. */
function DueEnrolment({ name, onLeave }: { name: string; onLeave: (error?: unknown) => void }) {
  const text = useText();
  const begin = useBeginEnrolment(true);
  const confirm = useConfirmEnrolment(true);
  return (
    <Door title={text("factor.due_title")}>
      <p>{text("factor.due", { name })}</p>
      {begin.data ? (
        <Enrolment
          enrolment={begin.data.enrolment}
          confirm={confirm}
          onOver={onLeave}
          onCancel={() => onLeave()}
        />
      ) : (
        <>
          {begin.error && <Failure error={begin.error} />}
          <p className="second">{text("factor.need_app")}</p>
          <Button
            type="primary"
            size="large"
            block
            loading={begin.isPending}
            onClick={() => begin.mutate("", { onError: onLeave })}
          >
            {text("factor.begin")}
          </Button>
          <Button block onClick={() => onLeave()}>
            {text("second_step.back")}
          </Button>
        </>
      )}
    </Door>
  );
}
