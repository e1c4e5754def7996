/** What stands where a page should: an unknown address, or a page that broke. */
import { useRouteError } from "react-router";
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

export function RouteFailure() {
  const error = useRouteError();
  return (
    <main className="broken">
      <Failure error={error} onRetry={() => location.reload()} />
    </main>
  );
}
