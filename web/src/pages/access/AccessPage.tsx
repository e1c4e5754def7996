/**
 * Accounts and rights: who may sign in, as what, and what that allows.
 *
 * Room:  pages/access; the address holds the section.
 */
import { useSearchParams } from "react-router";
import { useSession } from "../../api/queries";
import { may } from "../../api/rights";
import { type Key, useText } from "../../i18n/language";
import { NoPermission } from "../../parts/conditions";
import { Link } from "../../parts/Link";
import { PageHead } from "../../parts/Page";
import { AccountsSection } from "./AccountsSection";
import { AuditSection } from "./AuditSection";
import { DirectorySection } from "./DirectorySection";
import { RightsSection } from "./RightsSection";
import { SignInRulesSection } from "./SignInRulesSection";
import { TokensSection } from "./TokensSection";
import "../settings/settings.css";
import "./access.css";

const sectionNames = {
  accounts: "access.accounts",
  directory: "access.directory",
  sign_in: "rules.title",
  tokens: "tokens.title",
  rights: "access.rights",
  audit: "access.audit",
} satisfies Record<string, Key>;
type Section = keyof typeof sectionNames;

export function AccessPage() {
  const text = useText();
  const { data: session } = useSession();
  const [search] = useSearchParams();
  const mayManage = may(session, "manage_accounts");
  const mayAudit = may(session, "read_audit");
  const mayRead = mayManage || mayAudit;
  const sections: Section[] = [
    ...(mayManage ? (["accounts", "directory", "sign_in"] as const) : []),
    ...(may(session, "manage_tokens") ? (["tokens"] as const) : []),
    "rights",
    ...(mayAudit ? (["audit"] as const) : []),
  ];
  const section = sections.find((one) => one === search.get("section")) ?? sections[0];
  return (
    <>
      <PageHead title={text("nav.access")}>
        <span className="second settings-explanation">{text("access.explanation")}</span>
      </PageHead>
      {session && !mayRead && <NoPermission />}
      {mayRead && (
        <>
          <nav className="settings-sections" aria-label={text("access.sections")}>
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
          {section === "accounts" && <AccountsSection />}
          {section === "directory" && <DirectorySection />}
          {section === "sign_in" && <SignInRulesSection />}
          {section === "tokens" && <TokensSection />}
          {section === "rights" && <RightsSection mayManage={mayManage} />}
          {section === "audit" && <AuditSection />}
        </>
      )}
    </>
  );
}
