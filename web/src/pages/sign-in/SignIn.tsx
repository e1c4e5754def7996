import { Button, Form, Input } from "antd";
import { useSignIn } from "../../api/queries";
import { useText } from "../../i18n/language";
import { Failure } from "../../parts/states";
import { Door } from "./Door";

type Entered = { name: string; password: string };

export default function SignIn() {
  const text = useText();
  const signIn = useSignIn();
  return (
    <Door title={text("sign_in.title")}>
      {signIn.error && <Failure error={signIn.error} />}
      <Form<Entered>
        layout="vertical"
        requiredMark={false}
        onFinish={(entered) => signIn.mutate(entered)}
      >
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
      <p className="second">{text("sign_in.first_time")}</p>
    </Door>
  );
}
