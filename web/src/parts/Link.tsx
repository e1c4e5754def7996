/**
 * A way to another page. Where a past moment is shown it leads to that moment of the other page, so that
 * one can walk about in the past.
 *
 * Room:  parts; everything links with these, never with the router's own.
 */
import {
  type LinkProps,
  type NavLinkProps,
  Link as RouterLink,
  NavLink as RouterNavLink,
} from "react-router";
import { canBePast, usePast } from "../live/past";

export function Link(props: LinkProps) {
  return <RouterLink {...props} to={useThen(props.to)} />;
}

export function NavLink(props: NavLinkProps) {
  return <RouterNavLink {...props} to={useThen(props.to)} />;
}

function useThen(to: LinkProps["to"]): LinkProps["to"] {
  const past = usePast();
  return past === null || typeof to !== "string" ? to : thenOf(to, past);
}

/** The same place at a past moment; a place that has none, or says its own, stays as it is. */
export function thenOf(to: string, past: string): string {
  const [, pathname = "", search = "", hash = ""] = /^([^?#]*)(\?[^#]*)?(#.*)?$/.exec(to) ?? [];
  const asked = new URLSearchParams(search);
  if (!canBePast(pathname) || asked.has("at")) return to;
  asked.set("at", past);
  return `${pathname}?${asked}${hash}`;
}
