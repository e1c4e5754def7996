/** Time since an instant, in the floor's own time, second by second. */
import { duration } from "../format/numbers";
import { useFloorTime } from "../live/clock";

export function Since({ instant }: { instant: string | null | undefined }) {
  const now = useFloorTime();
  return <>{instant ? duration(now - Date.parse(instant)) : duration(null)}</>;
}
