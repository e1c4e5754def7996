/** An agent's way to the agent's page; in a replay to the same moment of it. */
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useCommon } from "./Figures";

type Props = {
  id: string;
  /** Whether the whole row leads there. */
  isRow?: boolean;
  children: ReactNode;
};

export function AgentLink({ id, isRow = true, children }: Props) {
  const { moment } = useCommon();
  const search = moment ? `?${new URLSearchParams({ at: moment })}` : "";
  return (
    <Link to={`/agents/${id}${search}`} className={isRow ? "row-link" : undefined}>
      {children}
    </Link>
  );
}
