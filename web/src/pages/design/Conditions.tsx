/** Every state in which a screen can be, each with what it says and offers. */
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { ApiError } from "../../api/client";
import { type Key, useText } from "../../i18n/language";
import {
  LongWork,
  NoPermission,
  Note,
  OfflineNote,
  PartialNote,
  StaleNote,
} from "../../parts/conditions";
import { Empty, Failure, Loading } from "../../parts/states";
import { Section } from "./Section";

const fault = new ApiError(500, "fault", "", null);
const away = new ApiError(0, "unreachable", "", null);

export function Conditions() {
  const text = useText();
  const [isStopped, setStopped] = useState(false);
  return (
    <Section title={text("design.states")} rule={text("design.states_rule")}>
      <div className="conditions">
        <Shown name="design.first_use">
          <Empty title={text("overview.first_use")} hint={text("overview.first_use_hint")}>
            <Button type="primary">{text("action.to_sources")}</Button>
          </Empty>
        </Shown>
        <Shown name="design.empty">
          <Empty title={text("contacts.none")} hint={text("contacts.none_hint")} />
        </Shown>
        <Shown name="design.loading">
          <Loading rows={3} />
        </Shown>
        <Shown name="design.partial">
          <PartialNote present={2} total={3} missing={text("design.sample_source")} />
        </Shown>
        <Shown name="design.stale">
          <StaleNote time="14:05:09" age={200_000} />
        </Shown>
        <Shown name="design.error">
          <Failure error={fault} onRetry={() => {}} />
        </Shown>
        <Shown name="design.offline">
          <OfflineNote time="14:05:09" age={200_000} />
          <Failure error={away} onRetry={() => {}} />
        </Shown>
        <Shown name="design.forbidden">
          <NoPermission />
        </Shown>
        <Shown name="design.work">
          {isStopped ? (
            <Note
              severity="notice"
              action={<Button onClick={() => setStopped(false)}>{text("action.retry")}</Button>}
            >
              {text("state.stopped")}
            </Note>
          ) : (
            <LongWork
              name={text("design.sample_work")}
              share={0.42}
              left={74_000}
              onStop={() => setStopped(true)}
            />
          )}
          <LongWork name={text("design.sample_work")} share={null} left={null} onStop={() => {}} />
        </Shown>
        <Shown name="design.notes">
          <Note severity="good">{text("attention.none")}</Note>
          <Note severity="critical">{text("cause.nobody_staffed")}</Note>
        </Shown>
      </div>
    </Section>
  );
}

function Shown({ name, children }: { name: Key; children: ReactNode }) {
  const text = useText();
  return (
    <div className="condition" data-condition={name}>
      <h3>{text(name)}</h3>
      {children}
    </div>
  );
}
