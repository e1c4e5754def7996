/** What one sees first: the overview, or one's own day where that is all one may see. */
import { Navigate } from "react-router";
import { useSession } from "../api/queries";
import { may } from "../api/rights";
import { OverviewPage } from "../pages/overview/OverviewPage";
import { NoPermission } from "../parts/conditions";

export function First() {
  const session = useSession().data;
  if (!session || may(session, "watch_floor")) return <OverviewPage />;
  if (session.agent != null && may(session, "see_agents", true)) {
    return <Navigate to={`/agents/${session.agent}`} replace />;
  }
  if (may(session, "see_agents", true)) return <Navigate to="/agents" replace />;
  if (may(session, "read_audit")) return <Navigate to="/access?section=rights" replace />;
  return <NoPermission />;
}
