/**
 * Other systems that are told of changes: how each stands, what it could not be told, a trial.
 *
 * Room:  pages/access.
 * Holds: a secret is shown once, when it is made; what is wrong stands first, in words, with what to do.
 */
import { Button, Popconfirm } from "antd";
import { useState } from "react";
import { useZone } from "../../api/queries";
import type { Delivery, Webhook } from "../../api/views";
import {
  type DeliveryState,
  useDeliveries,
  useRemoveWebhook,
  useRenewSecret,
  useResend,
  useTryWebhook,
  useWebhooks,
} from "../../api/webhooks";
import { dayClock } from "../../format/times";
import { type Key, useText } from "../../i18n/language";
import type { Severity } from "../../live/severity";
import { SeverityMark } from "../../parts/Mark";
import { Empty, Failure, Loading } from "../../parts/states";
import { NewSecret } from "./NewTokenForm";
import { familyNames, WebhookForm } from "./WebhookForm";

export function WebhooksSection() {
  const text = useText();
  const hooks = useWebhooks();
  const [isMaking, setMaking] = useState(false);
  return (
    <section aria-labelledby="webhooks" className="stack">
      <div className="settings-tools">
        <h2 id="webhooks">{text("webhooks.title")}</h2>
        <span className="spread" />
        {!isMaking && (
          <Button type="primary" onClick={() => setMaking(true)}>
            {text("webhooks.new")}
          </Button>
        )}
      </div>
      {isMaking && <WebhookForm onDone={() => setMaking(false)} />}
      {hooks.error && <Failure error={hooks.error} onRetry={() => hooks.refetch()} />}
      {hooks.isPending && <Loading rows={3} />}
      {hooks.data?.length === 0 && !isMaking && (
        <Empty title={text("webhooks.none")} hint={text("webhooks.none_hint")} />
      )}
      <ul className="tokens">
        {(hooks.data ?? []).map((hook) => (
          <Receiver key={hook.id} hook={hook} />
        ))}
      </ul>
      <p className="second">{text("webhooks.explanation")}</p>
    </section>
  );
}

type Standing = { severity: Severity; name: Key };

function standing(hook: Webhook): Standing {
  if (hook.is_paused) return { severity: "notice", name: "webhooks.paused" };
  if (hook.failing) return { severity: "critical", name: "webhooks.failing" };
  if (hook.dead > 0) return { severity: "warning", name: "webhooks.has_dead" };
  if (hook.delivered_at === null) return { severity: "notice", name: "webhooks.never" };
  return { severity: "good", name: "webhooks.good" };
}

function Receiver({ hook }: { hook: Webhook }) {
  const text = useText();
  const zone = useZone();
  const [isChanging, setChanging] = useState(false);
  const [shown, setShown] = useState<DeliveryState | null>(null);
  const trial = useTryWebhook(hook.id);
  const renew = useRenewSecret(hook.id);
  const remove = useRemoveWebhook(hook.id);
  const stand = standing(hook);
  const time = (at: string) => dayClock(at, zone).slice(0, 16);
  const failure = trial.error ?? renew.error ?? remove.error;
  const told = trial.data?.trial;
  return (
    <li className="panel webhook" data-standing={stand.name}>
      <div className="webhook-head">
        <strong>{hook.name}</strong>
        <span>
          <SeverityMark severity={stand.severity} /> {text(stand.name)}
        </span>
      </div>
      <code className="webhook-url">{hook.url}</code>
      <span className="token-scopes">
        {hook.families.map((family) => (
          <span key={family} className="origin">
            {text(familyNames[family])}
          </span>
        ))}
        {hook.is_personal && <span className="origin">{text("webhooks.with_numbers")}</span>}
      </span>
      {hook.failing && !hook.is_paused && (
        <p className="webhook-problem">
          {text("webhooks.failing_since", {
            problem: problemText(hook.failing, text),
            attempts: hook.failing.attempts,
            due: time(hook.failing.due_at),
          })}
        </p>
      )}
      <span className="second numbers">
        {text("webhooks.counts", { waiting: hook.waiting, dead: hook.dead })}
        {hook.delivered_at && ` · ${text("webhooks.last", { time: time(hook.delivered_at) })}`}
        {hook.old_secret_until &&
          ` · ${text("webhooks.overlap", { time: time(hook.old_secret_until) })}`}
      </span>
      {told && (
        <p role="status" data-trial={told.is_taken ? "taken" : "failed"}>
          <SeverityMark severity={told.is_taken ? "good" : "critical"} />{" "}
          {told.is_taken ? text("webhooks.trial_taken") : problemText(told, text)}
        </p>
      )}
      {failure && <Failure error={failure} />}
      {renew.data && <NewSecret secret={renew.data.secret} onDone={() => renew.reset()} />}
      <div className="settings-tools">
        <Button size="small" loading={trial.isPending} onClick={() => trial.mutate(undefined)}>
          {text("webhooks.try")}
        </Button>
        {(["dead", "waiting", "done"] as const).map((state) => (
          <Button
            key={state}
            size="small"
            aria-expanded={shown === state}
            onClick={() => setShown(shown === state ? null : state)}
          >
            {text(stateNames[state])}
          </Button>
        ))}
        <span className="spread" />
        <Button size="small" onClick={() => setChanging(!isChanging)} aria-expanded={isChanging}>
          {text("webhooks.change")}
        </Button>
        <Popconfirm
          title={text("webhooks.renew_question")}
          description={text("webhooks.renew_hint")}
          okText={text("webhooks.renew")}
          onConfirm={() => renew.mutate(undefined)}
        >
          <Button size="small" loading={renew.isPending}>
            {text("webhooks.renew")}
          </Button>
        </Popconfirm>
        <Popconfirm
          title={text("webhooks.remove_question", { name: hook.name })}
          description={text("webhooks.remove_hint")}
          okText={text("webhooks.remove")}
          onConfirm={() => remove.mutate(undefined)}
        >
          <Button size="small" danger loading={remove.isPending}>
            {text("webhooks.remove")}
          </Button>
        </Popconfirm>
      </div>
      {isChanging && <WebhookForm hook={hook} onDone={() => setChanging(false)} />}
      {shown && <Deliveries hook={hook} state={shown} />}
    </li>
  );
}

function Deliveries({ hook, state }: { hook: Webhook; state: DeliveryState }) {
  const text = useText();
  const zone = useZone();
  const rows = useDeliveries(hook.id, state);
  const resend = useResend(hook.id);
  const time = (at: string) => dayClock(at, zone);
  return (
    <div className="webhook-deliveries" data-deliveries={state}>
      {rows.error && <Failure error={rows.error} onRetry={() => rows.refetch()} />}
      {resend.error && <Failure error={resend.error} />}
      {rows.isPending && <Loading rows={2} />}
      {rows.data?.length === 0 && <p className="second">{text(emptyNames[state])}</p>}
      {state === "dead" && (rows.data?.length ?? 0) > 0 && (
        <Button size="small" loading={resend.isPending} onClick={() => resend.mutate(null)}>
          {text("webhooks.resend_all")}
        </Button>
      )}
      <ul>
        {(rows.data ?? []).map((row) => (
          <li key={row.event}>
            <span className="numbers">{time(row.at)}</span> <code>{row.kind}</code>{" "}
            <span className="second numbers">change-{row.event}</span>{" "}
            {row.problem && <span>{problemText(row, text)}</span>}{" "}
            {state === "dead" && (
              <Button
                size="small"
                type="link"
                disabled={resend.isPending}
                onClick={() => resend.mutate(row.event)}
              >
                {text("webhooks.resend")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

const stateNames = {
  dead: "webhooks.dead",
  waiting: "webhooks.waiting",
  done: "webhooks.done",
} as const satisfies Record<DeliveryState, Key>;

const emptyNames = {
  dead: "webhooks.no_dead",
  waiting: "webhooks.no_waiting",
  done: "webhooks.no_done",
} as const satisfies Record<DeliveryState, Key>;

const problemNames: Record<string, Key> = {
  address: "webhooks.problem_address",
  unknown: "webhooks.problem_unknown",
  refused_address: "webhooks.problem_refused",
  away: "webhooks.problem_away",
  certificate: "webhooks.problem_certificate",
  broken: "webhooks.problem_broken",
  late: "webhooks.problem_late",
  redirect: "webhooks.problem_redirect",
  gone: "webhooks.problem_gone",
  status: "webhooks.problem_status",
};

function problemText(
  { problem, status }: Pick<Delivery, "problem" | "status">,
  text: ReturnType<typeof useText>,
): string {
  return text(problemNames[problem ?? ""] ?? "webhooks.problem_broken", { status: status ?? "–" });
}
