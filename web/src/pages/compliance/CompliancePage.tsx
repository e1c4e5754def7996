/**
 * Compliance: what somebody did beyond right or habit, graded, for somebody else to take note of.
 *
 * Room:  pages/compliance; state, grade, rule and actor stand in the address.
 * Holds: one's own events say beforehand that somebody else takes note of them.
 */
import { Button, Input, Select } from "antd";
import { useSearchParams } from "react-router";
import { useCompliance } from "../../api/compliance";
import { useSession } from "../../api/queries";
import { may } from "../../api/rights";
import type { ComplianceRule, ComplianceSeverity } from "../../api/views";
import { useText } from "../../i18n/language";
import { Choice } from "../../parts/Choice";
import { NoPermission } from "../../parts/conditions";
import { PageHead } from "../../parts/Page";
import { Empty, Failure, Loading } from "../../parts/states";
import { ruleNames, type State, severityWords, stateNames } from "./compliance-words";
import { EventCard } from "./EventCard";
import "../settings/settings.css";
import "../attendance/attendance.css";
import "./compliance.css";

export function CompliancePage() {
  const text = useText();
  const { data: session } = useSession();
  return (
    <>
      <PageHead title={text("nav.compliance")}>
        <span className="second settings-explanation">{text("compliance.explanation")}</span>
      </PageHead>
      {session && !may(session, "handle_compliance") && <NoPermission />}
      {session && may(session, "handle_compliance") && (
        <Events mayAudit={may(session, "read_audit")} />
      )}
    </>
  );
}

function Events({ mayAudit }: { mayAudit: boolean }) {
  const text = useText();
  const [search] = useSearchParams();
  const sought = soughtIn(search);
  const events = useCompliance(questionOf(sought));
  const shown = events.data?.pages.flatMap((page) => page.events) ?? [];
  const isNarrowed = sought.rule !== "" || sought.severity !== "" || sought.actor !== "";
  return (
    <section aria-label={text("compliance.events")}>
      <Tools sought={sought} />
      {events.error && <Failure error={events.error} onRetry={() => events.refetch()} />}
      {events.isPending && <Loading />}
      {events.data && shown.length === 0 && (
        <Empty
          title={text(
            isNarrowed || sought.state !== "open" ? "compliance.none_like" : "compliance.none",
          )}
          hint={isNarrowed ? undefined : text("compliance.none_hint")}
        />
      )}
      <ul className="cases">
        {shown.map((one) => (
          <EventCard key={one.id} one={one} mayAudit={mayAudit} />
        ))}
      </ul>
      {events.hasNextPage && (
        <Button
          className="compliance-older"
          onClick={() => events.fetchNextPage()}
          loading={events.isFetchingNextPage}
        >
          {text("contacts.older")}
        </Button>
      )}
    </section>
  );
}

type Sought = { state: State; severity: string; rule: string; actor: string };

function Tools({ sought }: { sought: Sought }) {
  const text = useText();
  const [search, setSearch] = useSearchParams();
  const set = (name: keyof Sought, value: string) => {
    const next = new URLSearchParams(search);
    if (value === "" || (name === "state" && value === "open")) next.delete(name);
    else next.set(name, value);
    setSearch(next, { replace: true });
  };
  return (
    <div className="case-tools compliance-tools">
      <Choice<State>
        value={sought.state}
        onChange={(state) => set("state", state)}
        aria-label={text("compliance.state")}
        options={(Object.keys(stateNames) as State[]).map((value) => ({
          value,
          label: text(stateNames[value]),
        }))}
      />
      <Select<string>
        aria-label={text("compliance.severity")}
        value={sought.severity}
        options={[
          { value: "", label: text("compliance.any_severity") },
          ...(Object.keys(severityWords) as ComplianceSeverity[]).map((value) => ({
            value,
            label: text(severityWords[value]),
          })),
        ]}
        onChange={(severity) => set("severity", severity)}
      />
      <Select<string>
        aria-label={text("compliance.rule")}
        value={sought.rule}
        popupMatchSelectWidth={false}
        options={[
          { value: "", label: text("compliance.any_rule") },
          ...(Object.keys(ruleNames) as ComplianceRule[]).map((value) => ({
            value,
            label: text(ruleNames[value]),
          })),
        ]}
        onChange={(rule) => set("rule", rule)}
      />
      <Input
        aria-label={text("audit.actor")}
        placeholder={text("audit.actor")}
        allowClear
        value={sought.actor}
        onChange={(event) => set("actor", event.target.value)}
      />
    </div>
  );
}

/** What cannot be read in the address is not asked for. */
function soughtIn(search: URLSearchParams): Sought {
  const of = (name: string, known: object) => {
    const given = search.get(name) ?? "";
    return given in known ? given : "";
  };
  return {
    state: (of("state", stateNames) || "open") as State,
    severity: of("severity", severityWords),
    rule: of("rule", ruleNames),
    actor: search.get("actor") ?? "",
  };
}

function questionOf({ state, ...others }: Sought): Record<string, string> {
  const given = Object.entries(others).filter(([, value]) => value.trim() !== "");
  const asked = Object.fromEntries(given.map(([name, value]) => [name, value.trim()]));
  return state === "all" ? asked : { ...asked, is_noted: String(state === "noted") };
}
