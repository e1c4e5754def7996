/** What stands where a page should: an unknown address, or a page that broke. */
import { useState } from "react";
import { useRouteError } from "react-router";
import { ApiError, unreachable } from "../api/client";
import { useText } from "../i18n/language";
import { Link } from "../parts/Link";
import { Empty, Failure } from "../parts/states";

export function NotFound() {
  const text = useText();
  return (
    <Empty title={text("error.no_page")} hint={text("error.no_page_hint")}>
      <Link to="/">{text("action.to_overview")}</Link>
    </Empty>
  );
}

/** Within the shell: a page that broke, or a part of the product that could not be loaded. */
export function PageFailure() {
  const error = useRouteError();
  const [isAway, setAway] = useState(false);
  const retry = () =>
    fetch("/healthz").then(
      () => location.reload(),
      () => setAway(true),
    );
  // The browser's words of a part that cannot be had are in no language of ours.
  const isPart = error instanceof Error && /import|fetch|module|preload/i.test(error.message);
  const shown = isAway || isPart ? new ApiError(0, unreachable, "", null) : error;
  return <Failure error={shown} onRetry={retry} />;
}

export function RouteFailure() {
  const error = useRouteError();
  return (
    <main className="broken">
      <Failure error={error} onRetry={() => location.reload()} />
    </main>
  );
}
