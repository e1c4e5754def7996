/**
 * Attendance: what does not fit, who explains and who decides; kiosks, terminals and files.
 *
 * Room:  pages/attendance; the address holds the section and the days.
 */
import { useSearchParams } from "react-router";
import { useSession } from "../../api/queries";
import { may } from "../../api/rights";
import { type Key, useText } from "../../i18n/language";
import { NoPermission } from "../../parts/conditions";
import { Link } from "../../parts/Link";
import { PageHead } from "../../parts/Page";
import { CasesSection } from "./CasesSection";
import { DoorsSection } from "./DoorsSection";
import { FilesSection } from "./FilesSection";
import { RulesSection } from "./RulesSection";
import "../settings/settings.css";
import "./attendance.css";

const sectionNames = {
  cases: "attendance.cases",
  doors: "attendance.doors",
  files: "attendance.files",
  rules: "attendance.rules",
} satisfies Record<string, Key>;
type Section = keyof typeof sectionNames;

export function AttendancePage() {
  const text = useText();
  const { data: session } = useSession();
  const [search] = useSearchParams();
  const mayPunch = may(session, "punch");
  const mayManage = may(session, "manage_attendance");
  const sections: Section[] = [
    ...(mayPunch ? (["cases"] as const) : []),
    ...(mayManage ? (["doors", "files", "rules"] as const) : []),
  ];
  const section = sections.find((one) => one === search.get("section")) ?? sections[0];
  return (
    <>
      <PageHead title={text("nav.attendance")}>
        <span className="second settings-explanation">{text("attendance.explanation")}</span>
        <span className="spread" />
        {mayPunch && <Link to="/scan">{text("scan.title")}</Link>}
      </PageHead>
      {session && sections.length === 0 && <NoPermission />}
      {sections.length > 1 && (
        <nav className="settings-sections" aria-label={text("attendance.sections")}>
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
      {section === "cases" && <CasesSection mayJudge={may(session, "judge_attendance", true)} />}
      {section === "doors" && <DoorsSection />}
      {section === "files" && <FilesSection />}
      {section === "rules" && <RulesSection />}
    </>
  );
}
