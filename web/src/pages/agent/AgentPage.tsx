/**
 * One agent and a day: live, or as it was at a past moment (`at` in the address).
 *
 * Room:  pages; asked every few seconds while live, because stays lie in history and not in a stream.
 */
import { Link, useParams, useSearchParams } from "react-router";
import { useAgentDay, useZone } from "../../api/queries";
import { dayClock } from "../../format/times";
import { useText } from "../../i18n/language";
import { ClockOf } from "../../live/clock";
import { LivePage, PageHead } from "../../parts/Page";
import { Failure, Loading } from "../../parts/states";
import { AgentBoard } from "./AgentBoard";

export function AgentPage() {
  const { id = "" } = useParams();
  const [search] = useSearchParams();
  const moment = search.get("at");
  return moment ? (
    <PastAgent key={id} id={id} day={search.get("day")} moment={moment} />
  ) : (
    <LiveAgent key={id} id={id} day={search.get("day")} />
  );
}

type Props = { id: string; day: string | null };

function LiveAgent({ id, day }: Props) {
  const text = useText();
  const { data, error, dataUpdatedAt, refetch } = useAgentDay(id, day, null);
  if (error && !data) {
    return (
      <>
        <PageHead title={text("nav.agents")} />
        <Failure error={error} onRetry={() => refetch()} />
      </>
    );
  }
  const followed = {
    view: data ?? null,
    phase: error ? ("lost" as const) : data ? ("live" as const) : ("connecting" as const),
    receivedAt: data ? dataUpdatedAt : null,
    refusal: null,
  };
  return (
    <LivePage
      title={data?.name ?? text("nav.agents")}
      followed={followed}
      head={(view) => <Place team={view.team} site={view.site} seat={view.seat} />}
    >
      {(view) => <AgentBoard view={view} moment={null} />}
    </LivePage>
  );
}

function PastAgent({ id, day, moment }: Props & { moment: string }) {
  const text = useText();
  const zone = useZone();
  const { data, error, refetch } = useAgentDay(id, day, moment);
  return (
    <>
      <PageHead title={data?.name ?? text("nav.agents")}>
        {data && <Place team={data.team} site={data.site} seat={data.seat} />}
        <span className="spread" />
        <span className="second numbers">
          {text("agent.as_of", { time: dayClock(moment, zone) })}
        </span>
        <Link to={`/agents/${id}`}>{text("agent.to_now")}</Link>
      </PageHead>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {!data && !error && <Loading rows={10} />}
      {data && (
        <ClockOf at={data.at} receivedAt={null}>
          <AgentBoard view={data} moment={moment} />
        </ClockOf>
      )}
    </>
  );
}

type PlaceProps = { team?: string | null; site?: string | null; seat?: string | null };

function Place({ team, site, seat }: PlaceProps) {
  return <span className="second">{[team, site, seat].filter(Boolean).join(" · ")}</span>;
}
