/** One's own password, changed by whoever knows it. */
import { Button, Form, Input } from "antd";
import { useChangePassword } from "../../api/sign-in";
import { useText } from "../../i18n/language";
import { shortestPassword } from "../../parts/advice";
import { SeverityMark } from "../../parts/Mark";
import { Failure } from "../../parts/states";
import { worded } from "../sign-in/Again";
import { Strength } from "../sign-in/Strength";

type Entered = { current: string; new: string; again: string };

export function PasswordPanel({ name }: { name: string }) {
  const text = useText();
  const change = useChangePassword();
  const [form] = Form.useForm<Entered>();
  const chosen = Form.useWatch("new", form) ?? "";
  const send = (entered: Entered) =>
    change.mutate(
      { current: entered.current, new: entered.new },
      { onSuccess: () => form.resetFields() },
    );
  return (
    <section className="panel" aria-labelledby="own-password">
      <h2 id="own-password">{text("account.password")}</h2>
      {change.error && <Failure error={worded(change.error, text)} />}
      {change.isSuccess && (
        <p className="account-done" role="status">
          <SeverityMark severity="good" /> {text("account.password_changed")}
        </p>
      )}
      <Form<Entered>
        form={form}
        name="password"
        layout="vertical"
        requiredMark={false}
        onFinish={send}
      >
        {/* Password managers store a password under a name. */}
        <input type="text" name="name" autoComplete="username" value={name} readOnly hidden />
        <Form.Item
          label={text("account.current")}
          name="current"
          rules={[{ required: true, message: text("sign_in.password_missing") }]}
        >
          <Input type="password" autoComplete="current-password" />
        </Form.Item>
        <Form.Item
          label={text("setup.password")}
          name="new"
          extra={<Strength name={name} password={chosen} />}
          rules={[
            {
              required: true,
              min: shortestPassword,
              message: text("setup.password_short", { length: shortestPassword }),
            },
          ]}
        >
          <Input type="password" autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          label={text("setup.again")}
          name="again"
          dependencies={["new"]}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, value) =>
                value === getFieldValue("new")
                  ? Promise.resolve()
                  : Promise.reject(new Error(text("setup.different"))),
            }),
          ]}
        >
          <Input type="password" autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {text("account.change_password")}
        </Button>
      </Form>
    </section>
  );
}
