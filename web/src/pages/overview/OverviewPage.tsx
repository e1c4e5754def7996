import { useZone } from "../../api/queries";
import type { Overview } from "../../api/views";
import { day } from "../../format/times";
import { useText } from "../../i18n/language";
import { AttributionSwitch } from "../../live/attribution";
import { useFollowedOverview } from "../../live/follow";
import { usePast } from "../../live/past";
import { LivePage } from "../../parts/Page";
import { OverviewBoard } from "./OverviewBoard";

export function OverviewPage() {
  const text = useText();
  const followed = useFollowedOverview();
  const past = usePast();
  const zone = useZone();
  return (
    <LivePage
      title={text("nav.overview")}
      followed={followed}
      head={(view: Overview) => (
        <>
          <span className="second">{view.centre.name}</span>
          <AttributionSwitch />
        </>
      )}
    >
      {(view) => <OverviewBoard view={view} day={past && day(view.at, zone)} />}
    </LivePage>
  );
}
