import { useParams } from "react-router";
import { useText } from "../../i18n/language";
import { AttributionSwitch } from "../../live/attribution";
import { useFollowed } from "../../live/follow";
import { usePast } from "../../live/past";
import { OpeningState } from "../../parts/Opening";
import { LivePage } from "../../parts/Page";
import { QueueBoard } from "./QueueBoard";

export function QueuePage() {
  const text = useText();
  const { id = "" } = useParams();
  const followed = useFollowed(`queue:${id}`);
  const past = usePast();
  return (
    <LivePage
      key={id}
      title={followed.view?.name ?? text("nav.queues")}
      followed={followed}
      head={(view) => (
        <>
          <span className="second">
            {[view.skill, view.site].filter(Boolean).join(" · ")}
            {view.opening && " · "}
            {view.opening && <OpeningState opening={view.opening} at={view.at} />}
          </span>
          <AttributionSwitch />
        </>
      )}
    >
      {(view) => <QueueBoard view={view} moment={past ? view.at : null} />}
    </LivePage>
  );
}
