/** Who changed what about a person, when, from which day on, and why. */
import { Button } from "antd";
import { useState } from "react";
import { usePersonChanges } from "../../api/people";
import { useZone } from "../../api/queries";
import type { PersonChange } from "../../api/views";
import { dayClock } from "../../format/times";
import { useText } from "../../i18n/language";
import { Failure, Loading } from "../../parts/states";
import { valueText, whatText } from "./words";

const step = 20;

export function ChangeLog({ id }: { id: number }) {
  const text = useText();
  const [limit, setLimit] = useState(step);
  const log = usePersonChanges(String(id), limit);
  return (
    <section className="panel" aria-label={text("people.log")}>
      <h2>{text("people.log")}</h2>
      {log.error && <Failure error={log.error} onRetry={() => log.refetch()} />}
      {log.isPending && <Loading rows={3} />}
      <ol className="change-log">
        {log.data?.changes.map((change) => (
          <Entry key={change.number} change={change} />
        ))}
      </ol>
      {log.data?.meta.next_before && limit < 500 && (
        <Button onClick={() => setLimit((now) => Math.min(500, now * 5))} loading={log.isFetching}>
          {text("people.log_older")}
        </Button>
      )}
    </section>
  );
}

function Entry({ change }: { change: PersonChange }) {
  const text = useText();
  const zone = useZone();
  return (
    <li>
      <span className="second numbers">{dayClock(change.at, zone)}</span>
      <strong>{change.actor}</strong>
      <span>
        {whatText(change.what, text)}
        {change.name && ` ${change.name}`}
        {change.from && (
          <span className="numbers"> {text("people.effective", { day: change.from })}</span>
        )}
      </span>
      <span className="audit-values">
        {change.was && <del>{valueText(change.was, text)}</del>}{" "}
        {change.what !== "created" && <ins>{valueText(change.became, text)}</ins>}
      </span>
      <span className="second">{change.reason}</span>
    </li>
  );
}
