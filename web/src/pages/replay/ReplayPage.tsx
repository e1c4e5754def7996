/**
 * The way into the past: from any page to the same page a while ago. The past itself is the pages', with
 * the bar of `PastBar` over them.
 *
 * Room:  pages; `of` is the page one came from, `at` a moment.
 */
import { Navigate, useSearchParams } from "react-router";
import { useReplayRange } from "../../api/queries";
import { useText } from "../../i18n/language";
import { canBePast } from "../../live/past";
import { PageHead } from "../../parts/Page";
import { Empty, Failure, Loading } from "../../parts/states";

/** Where the slider stands at first: a while ago, so that there is something to look back at. */
const firstLookBack = 15 * 60_000;

export function ReplayPage() {
  const text = useText();
  const range = useReplayRange();
  const [search] = useSearchParams();
  if (range.data?.from) {
    const first = Date.parse(range.data.from);
    const moment = Math.max(first, Date.parse(range.data.until) - firstLookBack);
    return <Navigate replace to={placeOf(search, new Date(moment).toISOString())} />;
  }
  return (
    <>
      <PageHead title={text("nav.replay")}>
        <span className="second">{text("replay.explanation")}</span>
      </PageHead>
      {range.error && <Failure error={range.error} onRetry={() => range.refetch()} />}
      {range.isPending && <Loading rows={3} />}
      {range.data && (
        <Empty title={text("replay.first_use")} hint={text("replay.first_use_hint")} />
      )}
    </>
  );
}

/** Links of earlier versions name the page as `view`. */
function placeOf(search: URLSearchParams, moment: string): string {
  const view = search.get("view");
  const asked = search.get("of") ?? (view && view !== "overview" ? `/${view}` : "/");
  const [path = "/", rest = ""] = asked.split("?", 2);
  const of = canBePast(path) ? path : "/";
  const next = new URLSearchParams(of === path ? rest : "");
  next.set("at", search.get("at") ?? moment);
  return `${of}?${next}`;
}
