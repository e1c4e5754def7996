/**
 * Discipline: what was found, checks in the hand, the month with its list, the catalogue.
 *
 * Room:  pages/discipline; the address holds the section.
 */
import { useSearchParams } from "react-router";
import { useSession } from "../../api/queries";
import { may } from "../../api/rights";
import type { SupervisionLevel } from "../../api/views";
import { type Key, useText } from "../../i18n/language";
import { NoPermission } from "../../parts/conditions";
import { Link } from "../../parts/Link";
import { PageHead } from "../../parts/Page";
import { CatalogueSection } from "./CatalogueSection";
import { CheckSection } from "./CheckSection";
import { FindingsSection } from "./FindingsSection";
import { MonthSection } from "./MonthSection";
import "../settings/settings.css";
import "../attendance/attendance.css";
import "./discipline.css";

const sectionNames = {
  findings: "discipline.findings",
  check: "discipline.check",
  month: "discipline.month",
  rules: "discipline.rules",
} satisfies Record<string, Key>;
type Section = keyof typeof sectionNames;

export function DisciplinePage() {
  const text = useText();
  const { data: session } = useSession();
  const [search] = useSearchParams();
  const isStaff = may(session, "punch");
  const levels: SupervisionLevel[] = [
    ...(may(session, "check_team", true) ? (["team"] as const) : []),
    ...(may(session, "check_patrol", true) ? (["patrol"] as const) : []),
    ...(may(session, "check_unannounced", true) ? (["unannounced"] as const) : []),
  ];
  const led = (session?.roles ?? []).flatMap(({ role, team }) =>
    role === "team_leader" && team != null ? [team] : [],
  );
  const sections: Section[] = [
    ...(isStaff ? (["findings"] as const) : []),
    ...(levels.length > 0 ? (["check"] as const) : []),
    ...(isStaff ? (["month", "rules"] as const) : []),
  ];
  const section = sections.find((one) => one === search.get("section")) ?? sections[0];
  return (
    <>
      <PageHead title={text("nav.discipline")}>
        <span className="second settings-explanation">{text("discipline.explanation")}</span>
      </PageHead>
      {session && sections.length === 0 && <NoPermission />}
      {sections.length > 1 && (
        <nav className="settings-sections" aria-label={text("discipline.sections")}>
          {sections.map((one) => (
            <Link
              key={one}
              to={`?section=${one}`}
              aria-current={one === section ? "page" : undefined}
              replace
            >
              {text(sectionNames[one])}
            </Link>
          ))}
        </nav>
      )}
      {section === "findings" && <FindingsSection />}
      {section === "check" && <CheckSection levels={levels} led={led} />}
      {section === "month" && (
        <MonthSection
          mayManage={may(session, "manage_discipline")}
          mayJudge={may(session, "judge_discipline", true)}
          maySee={may(session, "see_discipline", true)}
        />
      )}
      {section === "rules" && <CatalogueSection mayManage={may(session, "manage_discipline")} />}
    </>
  );
}
