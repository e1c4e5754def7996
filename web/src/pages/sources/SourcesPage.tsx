import { useText } from "../../i18n/language";
import { useFollowed } from "../../live/follow";
import { LivePage } from "../../parts/Page";
import { Anomalies } from "./Anomalies";
import { SourcesBoard } from "./SourcesBoard";

export function SourcesPage() {
  const text = useText();
  const followed = useFollowed("sources");
  return (
    <LivePage title={text("nav.sources")} followed={followed}>
      {(view) => (
        <div className="stack">
          <SourcesBoard view={view} />
          <Anomalies counts={view.anomalies} />
        </div>
      )}
    </LivePage>
  );
}
