import { useText } from "../../i18n/language";
import { useFollowed } from "../../live/follow";
import { usePast } from "../../live/past";
import { LivePage } from "../../parts/Page";
import { Anomalies } from "./Anomalies";
import { ServerHealth } from "./ServerHealth";
import { SourcesBoard } from "./SourcesBoard";

export function SourcesPage() {
  const text = useText();
  const followed = useFollowed("sources");
  const past = usePast();
  return (
    <LivePage title={text("nav.health")} followed={followed}>
      {(view) => (
        <div className="stack">
          <SourcesBoard view={view} />
          <Anomalies counts={view.anomalies} />
          {past === null && <ServerHealth />}
        </div>
      )}
    </LivePage>
  );
}
