/**
 * The phone that somebody punches with: let go when it is lost or given back, so that another can be bound.
 *
 * Room:  pages/person; for those who decide about attendance.
 */
import { Button, Popconfirm } from "antd";
import { useReleasePhone } from "../../api/attendance";
import { ApiError } from "../../api/client";
import { useText } from "../../i18n/language";
import { SeverityMark } from "../../parts/Mark";
import { Failure } from "../../parts/states";

export function Phone({ person }: { person: number }) {
  const text = useText();
  const release = useReleasePhone(person);
  const isNone = release.error instanceof ApiError && release.error.status === 404;
  return (
    <section className="panel" aria-label={text("phone.title")}>
      <h2>{text("phone.title")}</h2>
      <p className="second">{text("phone.hint")}</p>
      <div>
        <Popconfirm
          title={text("phone.question")}
          okText={text("phone.release")}
          onConfirm={() => release.mutate()}
        >
          <Button loading={release.isPending}>{text("phone.release")}</Button>
        </Popconfirm>
      </div>
      {release.isSuccess && (
        <p role="status">
          <SeverityMark severity="good" /> {text("phone.released")}
        </p>
      )}
      {isNone && <p role="status">{text("phone.none")}</p>}
      {release.error && !isNone && <Failure error={release.error} />}
    </section>
  );
}
