/** An agent's way to the agent's page; in a replay to the same moment of it. */
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useCommon } from "./Figures";

export function AgentLink({ id, children }: { id: string; children: ReactNode }) {
  const { moment } = useCommon();
  const search = moment ? `?${new URLSearchParams({ at: moment })}` : "";
  return (
    <Link to={`/agents/${id}${search}`} className="row-link">
      {children}
    </Link>
  );
}
