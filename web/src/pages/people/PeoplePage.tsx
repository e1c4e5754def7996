/**
 * People of the house: the list, who masters what, and agents of the floor that nobody has claimed.
 *
 * Room:  pages/people; the address holds the section.
 */
import { Button, Drawer } from "antd";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { usePeopleChoices } from "../../api/people";
import { useSession } from "../../api/queries";
import { may } from "../../api/rights";
import { type Key, useText } from "../../i18n/language";
import { NoPermission } from "../../parts/conditions";
import { Link } from "../../parts/Link";
import { PageHead } from "../../parts/Page";
import { Failure, Loading } from "../../parts/states";
import { ImportForm } from "./ImportForm";
import { NewPersonForm } from "./NewPersonForm";
import { PeopleList } from "./PeopleList";
import { SkillsMatrix } from "./SkillsMatrix";
import { UnclaimedSection } from "./UnclaimedSection";
import "../settings/settings.css";
import "./people.css";

const sectionNames = {
  list: "people.list",
  skills: "people.matrix",
  claims: "people.claims",
} satisfies Record<string, Key>;
type Section = keyof typeof sectionNames;

export function PeoplePage() {
  const text = useText();
  const { data: session } = useSession();
  const mayRead = !session || may(session, "read_people", true);
  return (
    <>
      {mayRead ? (
        <Sections />
      ) : (
        <>
          <PageHead title={text("nav.people")} />
          <NoPermission />
        </>
      )}
    </>
  );
}

function Sections() {
  const text = useText();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const choices = usePeopleChoices();
  const [isNew, setNew] = useState(false);
  const [isImport, setImport] = useState(false);
  const mayManage = choices.data?.may_manage ?? false;
  const sections: Section[] = mayManage ? ["list", "skills", "claims"] : ["list", "skills"];
  const section = sections.find((one) => one === search.get("section")) ?? "list";
  return (
    <>
      <PageHead title={text("nav.people")}>
        <span className="spread" />
        {choices.data?.may_manage_all && (
          <Button onClick={() => setImport(true)}>{text("people_file.import")}</Button>
        )}
        {mayManage && (
          <Button type="primary" onClick={() => setNew(true)}>
            {text("people.new")}
          </Button>
        )}
      </PageHead>
      <nav className="settings-sections" aria-label={text("people.sections")}>
        {sections.map((one) => (
          <Link
            key={one}
            to={one === "list" ? "/people" : `?section=${one}`}
            aria-current={one === section ? "page" : undefined}
            replace
          >
            {text(sectionNames[one])}
          </Link>
        ))}
      </nav>
      {choices.error && <Failure error={choices.error} onRetry={() => choices.refetch()} />}
      {choices.isPending && <Loading rows={10} />}
      {choices.data && section === "list" && <PeopleList choices={choices.data} />}
      {choices.data && section === "skills" && <SkillsMatrix choices={choices.data} />}
      {choices.data && section === "claims" && <UnclaimedSection choices={choices.data} />}
      {choices.data && (
        <Drawer
          title={text("people_file.import")}
          open={isImport}
          onClose={() => setImport(false)}
          size="large"
          destroyOnHidden
        >
          <ImportForm choices={choices.data} onDone={() => setImport(false)} />
        </Drawer>
      )}
      {choices.data && (
        <Drawer
          title={text("people.new")}
          open={isNew}
          onClose={() => setNew(false)}
          destroyOnHidden
        >
          <NewPersonForm
            choices={choices.data}
            onDone={(id) => {
              setNew(false);
              if (id !== null) navigate(`/people/${id}`);
            }}
          />
        </Drawer>
      )}
    </>
  );
}
