/**
 * The links that show one board on screens where nobody signs in: made, seen in use, revoked.
 *
 * Room:  pages/walls.
 * Holds: a new link is shown once and says so; what is over stays in the list with its end.
 */
import { Button, Form, Input, InputNumber, type InputRef, Popconfirm } from "antd";
import { useRef, useState } from "react";
import { useZone } from "../../api/queries";
import type { Board, WallToken } from "../../api/views";
import { useCreateWallToken, useRevokeWallToken, useWallTokens } from "../../api/walls";
import { day, dayClock } from "../../format/times";
import { useText } from "../../i18n/language";
import { SeverityMark } from "../../parts/Mark";
import { Failure, Loading } from "../../parts/states";

type Entered = { name: string; days: number };
const usualDays = 90;

export function LinksPanel({ board }: { board: Board }) {
  const text = useText();
  const tokens = useWallTokens(board.id);
  const create = useCreateWallToken(board.id);
  const [form] = Form.useForm<Entered>();
  const send = (entered: Entered) =>
    create.mutate(entered, { onSuccess: () => form.resetFields() });
  return (
    <section className="links" aria-label={text("walls.links")}>
      <p className="second">{text("walls.links_hint")}</p>
      <Form<Entered>
        form={form}
        layout="inline"
        requiredMark={false}
        initialValues={{ days: usualDays }}
        onFinish={send}
        name={`link-${board.id}`}
      >
        <Form.Item
          name="name"
          label={text("walls.link_name")}
          rules={[{ required: true, whitespace: true, message: text("walls.link_name_missing") }]}
        >
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="days" label={text("walls.link_days")} rules={[{ required: true }]}>
          <InputNumber min={1} max={366} />
        </Form.Item>
        <Button htmlType="submit" loading={create.isPending}>
          {text("walls.make_link")}
        </Button>
      </Form>
      {create.error && <Failure error={create.error} />}
      {create.data && <NewLink secret={create.data.token.secret} />}
      {tokens.isPending && <Loading rows={2} />}
      {tokens.error && <Failure error={tokens.error} onRetry={() => tokens.refetch()} />}
      <ul className="link-list">
        {tokens.data?.map((token) => (
          <LinkRow key={token.id} board={board.id} token={token} />
        ))}
      </ul>
    </section>
  );
}

function NewLink({ secret }: { secret: string }) {
  const text = useText();
  const [isCopied, setCopied] = useState(false);
  const link = `${location.origin}/wall#${secret}`;
  const field = useRef<InputRef>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setCopied(true);
    } catch {
      // Without a secure origin there is no clipboard: it stands selected, to be copied by key.
      field.current?.focus({ cursor: "all" });
    }
  };
  return (
    <div className="new-link" role="status">
      <p>
        <strong>{text("walls.link_once")}</strong>
      </p>
      <div className="new-link-line">
        <Input
          ref={field}
          value={link}
          readOnly
          aria-label={text("walls.link")}
          data-secret="wall"
        />
        <Button onClick={copy}>{text(isCopied ? "walls.copied" : "walls.copy")}</Button>
      </div>
    </div>
  );
}

function LinkRow({ board, token }: { board: number; token: WallToken }) {
  const text = useText();
  const zone = useZone();
  const revoke = useRevokeWallToken(board);
  const isExpired = Date.parse(token.expires_at) <= Date.now();
  const isOver = isExpired || token.revoked_at != null;
  return (
    <li className={isOver ? "link-row over" : "link-row"}>
      <SeverityMark severity={isOver ? "notice" : "good"} />
      <strong>{token.name}</strong>
      <span className="second numbers">
        {token.revoked_at
          ? text("walls.revoked_at", { time: dayClock(token.revoked_at, zone) })
          : text("walls.expires_at", { day: day(token.expires_at, zone) })}
      </span>
      <span className="second numbers">
        {token.used_at
          ? text("walls.used_at", { time: dayClock(token.used_at, zone) })
          : text("walls.never_used")}
      </span>
      {!isOver && (
        <Popconfirm
          title={text("walls.revoke_question", { name: token.name })}
          description={text("walls.revoke_hint")}
          okText={text("walls.revoke")}
          onConfirm={() => revoke.mutate(token.id)}
        >
          <Button size="small" danger loading={revoke.isPending}>
            {text("walls.revoke")}
          </Button>
        </Popconfirm>
      )}
      {revoke.error && <Failure error={revoke.error} />}
    </li>
  );
}
