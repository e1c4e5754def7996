/** Where an account is signed in: each with its device, address and last use; ended one by one or all. */
import { Button, Popconfirm } from "antd";
import { useZone } from "../../api/queries";
import { useEndSession, useSessions } from "../../api/sign-in";
import type { OpenSession, Way } from "../../api/views";
import { dayClock } from "../../format/times";
import { type Key, useText } from "../../i18n/language";
import { Empty, Failure, Loading } from "../../parts/states";
import "./account.css";

const wayNames: Record<Way, Key> = {
  setup: "way.setup",
  password: "way.password",
  code: "way.code",
  recovery_code: "way.recovery_code",
  open_id: "way.open_id",
  directory: "way.directory",
};

/** `account` null: one's own. */
export function SessionList({ account }: { account: number | null }) {
  const text = useText();
  const sessions = useSessions(account);
  const end = useEndSession(account);
  const list = sessions.data ?? [];
  const others = list.filter((one) => !one.is_own);
  return (
    <>
      {sessions.error && <Failure error={sessions.error} onRetry={() => sessions.refetch()} />}
      {end.error && <Failure error={end.error} />}
      {sessions.isPending && <Loading rows={3} />}
      {sessions.data?.length === 0 && <Empty title={text("sessions.none")} />}
      <ul className="sessions">
        {list.map((session) => (
          <SessionLine
            key={session.id}
            session={session}
            isEnding={end.isPending && end.variables === session.id}
            onEnd={() => end.mutate(session.id)}
          />
        ))}
      </ul>
      {others.length > (account === null ? 0 : 1) && (
        <Popconfirm
          title={text("sessions.end_all_question")}
          okText={text("sessions.end")}
          onConfirm={() => end.mutate(null)}
        >
          <Button danger loading={end.isPending && end.variables === null}>
            {text(account === null ? "sessions.end_others" : "sessions.end_all")}
          </Button>
        </Popconfirm>
      )}
    </>
  );
}

type LineProps = { session: OpenSession; isEnding: boolean; onEnd: () => void };

function SessionLine({ session, isEnding, onEnd }: LineProps) {
  const text = useText();
  const zone = useZone();
  const ways = session.ways.map((way) => text(wayNames[way])).join(" + ");
  return (
    <li className="session" data-own={session.is_own}>
      <span className="session-device">
        {session.device || text("sessions.unknown_device")}
        {session.is_own && <span className="origin origin-settings">{text("sessions.own")}</span>}
      </span>
      <span className="second numbers">
        {text("sessions.seen", { time: dayClock(session.seen_at, zone).slice(0, 16) })}
      </span>
      <span className="second session-more numbers">
        {text("sessions.opened", {
          time: dayClock(session.created_at, zone).slice(0, 16),
          address: session.address,
          ways,
        })}
      </span>
      {!session.is_own && (
        <Button size="small" danger loading={isEnding} onClick={onEnd} className="session-end">
          {text("sessions.end")}
        </Button>
      )}
    </li>
  );
}
