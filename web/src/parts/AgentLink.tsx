/** An agent's way to the agent's page. */
import type { ReactNode } from "react";
import { Link } from "./Link";

type Props = {
  id: string;
  /** Whether the whole row leads there. */
  isRow?: boolean;
  children: ReactNode;
};

export function AgentLink({ id, isRow = true, children }: Props) {
  return (
    <Link to={`/agents/${id}`} className={isRow ? "row-link" : undefined}>
      {children}
    </Link>
  );
}
