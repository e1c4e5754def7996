/** The first start: the one-time link sets the administrator's password. */
import { Button, Form, Input } from "antd";
import { useLocation, useNavigate } from "react-router";
import { useSetup } from "../../api/queries";
import { useText } from "../../i18n/language";
import { shortestPassword } from "../../parts/advice";
import { Link } from "../../parts/Link";
import { Empty, Failure } from "../../parts/states";
import { Door } from "./Door";
import { Strength } from "./Strength";

type Entered = { password: string; again: string };

export function SetupPage() {
  const text = useText();
  // The token stands behind `#`: a browser never sends it, so no log of any server holds it.
  const { hash } = useLocation();
  const token = new URLSearchParams(hash.slice(1)).get("token");
  return (
    <Door title={text("setup.title")}>
      {token ? (
        <PasswordForm token={token} />
      ) : (
        <Empty title={text("setup.no_token")} hint={text("setup.no_token_hint")}>
          <Link to="/">{text("action.sign_in")}</Link>
        </Empty>
      )}
    </Door>
  );
}

function PasswordForm({ token }: { token: string }) {
  const text = useText();
  const navigate = useNavigate();
  const setup = useSetup();
  const [form] = Form.useForm<Entered>();
  const password = Form.useWatch("password", form) ?? "";
  const send = ({ password }: Entered) =>
    setup.mutate({ token, password }, { onSuccess: () => navigate("/", { replace: true }) });
  return (
    <>
      <p>{text("setup.explanation")}</p>
      {setup.error && <Failure error={setup.error} />}
      <Form<Entered> form={form} layout="vertical" requiredMark={false} onFinish={send}>
        {/* Password managers store a password under a name. */}
        <input type="text" name="name" autoComplete="username" value="admin" readOnly hidden />
        <Form.Item
          label={text("setup.password")}
          name="password"
          extra={<Strength name="admin" password={password} />}
          rules={[
            {
              required: true,
              min: shortestPassword,
              message: text("setup.password_short", { length: shortestPassword }),
            },
          ]}
        >
          <Input type="password" autoComplete="new-password" size="large" autoFocus />
        </Form.Item>
        <Form.Item
          label={text("setup.again")}
          name="again"
          dependencies={["password"]}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, value) =>
                value === getFieldValue("password")
                  ? Promise.resolve()
                  : Promise.reject(new Error(text("setup.different"))),
            }),
          ]}
        >
          <Input type="password" autoComplete="new-password" size="large" />
        </Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={setup.isPending}>
          {text("setup.submit")}
        </Button>
      </Form>
    </>
  );
}
