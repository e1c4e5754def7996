import { useSearchParams } from "react-router";
import { useZone } from "../../api/queries";
import type { Overview } from "../../api/views";
import { day } from "../../format/times";
import { useText } from "../../i18n/language";
import { AttributionSwitch } from "../../live/attribution";
import { useFollowedOverview } from "../../live/follow";
import { usePast } from "../../live/past";
import { sliceIn } from "../../live/slice";
import { LivePage } from "../../parts/Page";
import { OverviewBoard } from "./OverviewBoard";
import { SliceChoice } from "./SliceChoice";

export function OverviewPage() {
  const text = useText();
  const [search] = useSearchParams();
  const followed = useFollowedOverview(sliceIn(search));
  const past = usePast();
  const zone = useZone();
  return (
    <LivePage
      title={text("nav.overview")}
      followed={followed}
      head={(view: Overview) => (
        <>
          <SliceChoice centre={view.centre.name} of={view.of ?? null} />
          <AttributionSwitch />
        </>
      )}
    >
      {(view) => <OverviewBoard view={view} day={past && day(view.at, zone)} />}
    </LivePage>
  );
}
