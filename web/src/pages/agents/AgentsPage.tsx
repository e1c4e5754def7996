import { useText } from "../../i18n/language";
import { useFollowed } from "../../live/follow";
import { LivePage } from "../../parts/Page";
import { AgentsBoard } from "./AgentsBoard";

export function AgentsPage() {
  const text = useText();
  const followed = useFollowed("agents");
  return (
    <LivePage title={text("nav.agents")} followed={followed}>
      {(view) => <AgentsBoard view={view} moment="" />}
    </LivePage>
  );
}
