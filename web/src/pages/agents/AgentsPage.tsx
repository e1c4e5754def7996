import { useText } from "../../i18n/language";
import { useFollowed } from "../../live/follow";
import { usePast } from "../../live/past";
import { LivePage } from "../../parts/Page";
import { AgentsBoard } from "./AgentsBoard";

export function AgentsPage() {
  const text = useText();
  const followed = useFollowed("agents");
  const past = usePast();
  return (
    <LivePage title={text("nav.agents")} followed={followed}>
      {(view) => <AgentsBoard view={view} moment={past ? view.at : ""} />}
    </LivePage>
  );
}
