/** The names of teams and sites, for telling where a role is held. */
import { useMemo } from "react";
import { useSlices } from "../../api/queries";
import type { Places } from "./role-words";

export function usePlaces(): Places {
  const slices = useSlices();
  return useMemo(() => {
    const named = (rows: { id: number; name: string }[] = []) =>
      new Map(rows.map(({ id, name }) => [id, name]));
    return { teams: named(slices.data?.team), sites: named(slices.data?.site) };
  }, [slices.data]);
}
