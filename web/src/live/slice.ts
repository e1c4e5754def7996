/**
 * Which slice of the centre the overview shows: a site, a skill, a team or a dialled number.
 *
 * Room:  live; it stands in the address as `slice=skill-3`.
 */
import type { SliceKind } from "../api/views";

export type Slice = { kind: SliceKind; id: string };

const kinds: SliceKind[] = ["site", "skill", "team", "did"];

/** Null is the whole centre, also where the address says what is no slice. */
export function sliceIn(search: URLSearchParams): Slice | null {
  const [kind, id] = search.get("slice")?.split("-") ?? [];
  const known = kinds.find((one) => one === kind);
  return known && id && /^\d+$/.test(id) ? { kind: known, id } : null;
}

export const sliceWord = ({ kind, id }: Slice) => `${kind}-${id}`;

/** The name under which the server streams and replays it. */
export const sliceView = (slice: Slice | null) =>
  slice ? (`overview:${slice.kind}:${slice.id}` as const) : "overview";
