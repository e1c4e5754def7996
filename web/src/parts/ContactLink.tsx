/** A contact's way into the drawer: the page under it, and what else is open, stay. */
import type { ReactNode } from "react";
import { useLocation, useSearchParams } from "react-router";
import { Link } from "./Link";

type Props = { id: string; children: ReactNode; isRow?: boolean };

/** `isRow`: the whole row leads there. */
export function ContactLink({ id, children, isRow = true }: Props) {
  const [search] = useSearchParams();
  const { pathname } = useLocation();
  const next = new URLSearchParams(search);
  next.set("contact", id);
  return (
    <Link
      to={{ pathname, search: next.toString() }}
      className={isRow ? "row-link" : undefined}
      preventScrollReset
    >
      {children}
    </Link>
  );
}
