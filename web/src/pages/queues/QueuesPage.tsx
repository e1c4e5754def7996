import type { QueuesView } from "../../api/views";
import { useText } from "../../i18n/language";
import { AttributionSwitch } from "../../live/attribution";
import { useFollowed } from "../../live/follow";
import { usePast } from "../../live/past";
import { FiguresOf } from "../../parts/Figures";
import { Link } from "../../parts/Link";
import { LivePage } from "../../parts/Page";
import { Empty } from "../../parts/states";
import { ViewedQueues } from "./ViewedQueues";

export function QueuesPage() {
  const text = useText();
  const followed = useFollowed("queues");
  const past = usePast();
  return (
    <LivePage title={text("nav.queues")} followed={followed} head={() => <AttributionSwitch />}>
      {(view) => <QueuesBoard view={view} moment={past ? view.at : ""} />}
    </LivePage>
  );
}

function QueuesBoard({ view, moment }: { view: QueuesView; moment: string }) {
  const text = useText();
  const { definition, attribution: by } = view;
  if (Object.keys(view.rows).length === 0) {
    return (
      <Empty title={text("overview.first_use")} hint={text("overview.first_use_hint")}>
        <Link to="/sources">{text("action.to_sources")}</Link>
      </Empty>
    );
  }
  return (
    <FiguresOf value={{ definition, by, moment: moment || null, scope: null }}>
      <ViewedQueues view={view} moment={moment} />
    </FiguresOf>
  );
}
