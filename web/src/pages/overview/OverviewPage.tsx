import { lazy, Suspense } from "react";
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

/** The list to choose from comes after the figures. */
const SliceChoice = lazy(() => import("./SliceChoice"));

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
          <Suspense fallback={<Named view={view} />}>
            <SliceChoice centre={view.centre.name} of={view.of ?? null} />
          </Suspense>
          <AttributionSwitch />
        </>
      )}
    >
      {(view) => <OverviewBoard view={view} day={past && day(view.at, zone)} />}
    </LivePage>
  );
}

function Named({ view }: { view: Overview }) {
  return <span className="second slice-choice">{view.of?.name ?? view.centre.name}</span>;
}
