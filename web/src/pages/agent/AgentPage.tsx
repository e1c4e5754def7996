/**
 * One agent and a day: live, or as it was at a past moment.
 *
 * Room:  pages; asked every few seconds while live, because stays lie in history and not in a stream.
 */
import { useParams, useSearchParams } from "react-router";
import type { ApiError } from "../../api/client";
import { useAgentDay } from "../../api/queries";
import type { AgentDay } from "../../api/views";
import { useText } from "../../i18n/language";
import { usePast } from "../../live/past";
import type { Followed } from "../../live/stream";
import { LivePage, PageHead } from "../../parts/Page";
import { Failure } from "../../parts/states";
import { AgentBoard } from "./AgentBoard";

export function AgentPage() {
  const { id = "" } = useParams();
  const [search] = useSearchParams();
  return <AgentOf key={id} id={id} day={search.get("day")} />;
}

function AgentOf({ id, day }: { id: string; day: string | null }) {
  const text = useText();
  const past = usePast();
  const asked = useAgentDay(id, day, past);
  const { data, error } = asked;
  if (error && !data) {
    return (
      <>
        <PageHead title={text("nav.agents")} />
        <Failure error={error} onRetry={() => asked.refetch()} />
      </>
    );
  }
  return (
    <LivePage
      title={data?.name ?? text("nav.agents")}
      followed={followed(asked, past)}
      head={(view) => <Place team={view.team} site={view.site} seat={view.seat} />}
    >
      {(view) => <AgentBoard view={view} moment={past} />}
    </LivePage>
  );
}

/** What is asked again and again is followed like a stream. */
function followed(asked: ReturnType<typeof useAgentDay>, past: string | null): Followed<AgentDay> {
  const { data, error, dataUpdatedAt, isPlaceholderData } = asked;
  const view = data ?? null;
  if (past !== null && view) {
    const refusal = error as ApiError | null;
    return { view, phase: "past", receivedAt: null, refusal, isBefore: isPlaceholderData };
  }
  const phase = error ? "lost" : view ? "live" : "connecting";
  return { view, phase, receivedAt: view ? dataUpdatedAt : null, refusal: null };
}

type PlaceProps = { team?: string | null; site?: string | null; seat?: string | null };

function Place({ team, site, seat }: PlaceProps) {
  return <span className="second">{[team, site, seat].filter(Boolean).join(" · ")}</span>;
}
