/**
 * One person: as on a day, what is to come, how it was, who changed what, and what is protected.
 *
 * Room:  pages/person.
 * Holds: what may not be changed shows no button; a day that is not today is said above all.
 */
import { Button, Drawer } from "antd";
import { useState } from "react";
import { useParams } from "react-router";
import { usePeopleChoices, usePerson } from "../../api/people";
import { useSession } from "../../api/queries";
import { may as isAllowed } from "../../api/rights";
import type { PersonProfile } from "../../api/views";
import { useText } from "../../i18n/language";
import { Note } from "../../parts/conditions";
import { Link } from "../../parts/Link";
import { PageHead } from "../../parts/Page";
import { Failure, Loading } from "../../parts/states";
import { AsOn } from "../people/PeopleFilters";
import { ChangeForm } from "./ChangeForm";
import { ChangeLog } from "./ChangeLog";
import { Coming } from "./Coming";
import { MasterForm } from "./MasterForm";
import { Now } from "./Now";
import { OverTime } from "./OverTime";
import { Phone } from "./Phone";
import { Protection } from "./Protection";
import { type ChangeKind, changeNames } from "./words";
import "../settings/settings.css";
import "../people/people.css";

export function PersonPage() {
  const { id = "" } = useParams();
  return <Person key={id} id={id} />;
}

function Person({ id }: { id: string }) {
  const text = useText();
  const [day, setDay] = useState<string | null>(null);
  const person = usePerson(id, day);
  return (
    <>
      <PageHead title={person.data?.person.name ?? text("nav.people")}>
        <Link to="/people">{text("people.back")}</Link>
        <span className="spread" />
        {person.data && (
          <AsOn day={day ?? person.data.today} today={person.data.today} onChoose={setDay} />
        )}
      </PageHead>
      {person.error && <Failure error={person.error} onRetry={() => person.refetch()} />}
      {person.isPending && <Loading rows={10} />}
      {person.data && <Profile profile={person.data} />}
    </>
  );
}

function Profile({ profile }: { profile: PersonProfile }) {
  const text = useText();
  const choices = usePeopleChoices();
  const [open, setOpen] = useState<ChangeKind | "master" | null>(null);
  const { person, may, day, today } = profile;
  const mayRelease = isAllowed(useSession().data, "judge_attendance", true);
  const title = open === "master" ? text("people.change_master") : open && text(changeNames[open]);
  return (
    <div className="person" data-revision={person.revision}>
      {day !== today && <Note severity="notice">{text("people.as_on_day", { day })}</Note>}
      <div className="person-columns">
        <div className="stack">
          <Now profile={profile} onChange={may.change ? setOpen : null} />
          {may.see_protected && <Protection profile={profile} />}
          {mayRelease && <Phone person={person.id} />}
        </div>
        <div className="stack">
          <Coming profile={profile} />
          <OverTime profile={profile} />
        </div>
      </div>
      <ChangeLog id={person.id} />
      {choices.data && (
        <Drawer title={title} open={open !== null} onClose={() => setOpen(null)} destroyOnHidden>
          {open === "master" && <MasterForm profile={profile} onDone={() => setOpen(null)} />}
          {open !== null && open !== "master" && (
            <ChangeForm
              kind={open}
              profile={profile}
              choices={choices.data}
              onDone={() => setOpen(null)}
            />
          )}
        </Drawer>
      )}
      {choices.error && <Failure error={choices.error} onRetry={() => choices.refetch()} />}
    </div>
  );
}

export type OnChange = ((kind: ChangeKind | "master") => void) | null;

/** A button at the thing that it changes. */
export function ChangeButton({
  kind,
  onChange,
}: {
  kind: ChangeKind | "master";
  onChange: OnChange;
}) {
  const text = useText();
  if (!onChange) return null;
  const name = kind === "master" ? "people.change_master" : changeNames[kind];
  return (
    <Button size="small" aria-label={text(name)} onClick={() => onChange(kind)}>
      {text("people.change")}
    </Button>
  );
}
