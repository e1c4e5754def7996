/**
 * Everything that can be set: looked at by kind, changed in a list, previewed, applied together.
 *
 * Room:  pages/settings; in the shell. The address holds the kind; the list of changes stays while one
 *        moves between them.
 * Holds: nothing is changed before it is applied; leaving with changes asks.
 */
import { useCallback, useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { useSession } from "../../api/queries";
import { may } from "../../api/rights";
import { useSettings } from "../../api/settings";
import type { SettingChange, Settings } from "../../api/views";
import { type Key, useText } from "../../i18n/language";
import { NoPermission, Note } from "../../parts/conditions";
import { Link } from "../../parts/Link";
import { useLeaveWarning } from "../../parts/leave-warning";
import { PageHead } from "../../parts/Page";
import { Failure, Loading } from "../../parts/states";
import { BreaksSection } from "./BreaksSection";
import { CentreSection } from "./CentreSection";
import { drop, effective, put } from "./draft";
import { HoursSection } from "./HoursSection";
import { PastSection } from "./PastSection";
import { PendingList } from "./PendingList";
import { NumbersSection, PlacesSection } from "./PlacesSection";
import { PreviewPanel } from "./PreviewPanel";
import { QueuesSection } from "./QueuesSection";
import { RulesSection } from "./RulesSection";
import type { SectionProps } from "./section";
import "./settings.css";

const sections = [
  "queues",
  "hours",
  "rules",
  "numbers",
  "places",
  "breaks",
  "centre",
  "past",
] as const;
type Section = (typeof sections)[number];

const sectionNames: Record<Section, Key> = {
  queues: "settings.queues",
  hours: "settings.hours",
  rules: "settings.rules",
  numbers: "settings.numbers",
  places: "settings.places",
  breaks: "settings.breaks",
  centre: "settings.centre",
  past: "settings.past",
};

export function SettingsPage() {
  const text = useText();
  const session = useSession();
  const mayManage = may(session.data, "manage_settings");
  const settings = useSettings(mayManage);
  return (
    <>
      <PageHead title={text("nav.settings")}>
        <span className="second settings-explanation">{text("settings.explanation")}</span>
      </PageHead>
      {!mayManage && <NoPermission />}
      {settings.error && !settings.data && (
        <Failure error={settings.error} onRetry={() => settings.refetch()} />
      )}
      {mayManage && settings.isPending && <Loading rows={10} />}
      {settings.data && <Frame settings={settings.data} />}
    </>
  );
}

function Frame({ settings }: { settings: Settings }) {
  const text = useText();
  const [search] = useSearchParams();
  const section = sections.find((one) => one === search.get("section")) ?? "queues";
  const [typed, setTyped] = useState<SettingChange[]>([]);
  const [isPreviewed, setPreviewed] = useState(false);
  const [applied, setApplied] = useState<number | null>(null);
  const changes = useMemo(() => effective(typed, settings), [typed, settings]);
  useLeaveWarning(changes.length > 0);
  const onPut = useCallback((more: SettingChange[]) => {
    setApplied(null);
    setTyped((list) => put(list, more));
  }, []);
  const onDrop = (keys: string[]) => setTyped((list) => drop(list, keys));
  const zone = settings.centre.zone;
  return (
    <>
      <nav className="settings-sections" aria-label={text("settings.sections")}>
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
      {applied !== null && (
        <div className="settings-note">
          <Note severity="good">{text("settings.applied", { count: applied })}</Note>
        </div>
      )}
      <div className={changes.length > 0 ? "settings-frame with-list" : "settings-frame"}>
        <div className="settings-section">
          <Shown
            section={section}
            settings={settings}
            changes={changes}
            onPut={onPut}
            zone={zone}
          />
        </div>
        {changes.length > 0 && (
          <PendingList
            settings={settings}
            changes={changes}
            onDrop={onDrop}
            onDropAll={() => setTyped([])}
            onPreview={() => setPreviewed(true)}
          />
        )}
      </div>
      {isPreviewed && (
        <PreviewPanel
          changes={changes}
          zone={zone}
          onClose={() => setPreviewed(false)}
          onApplied={(records) => {
            setPreviewed(false);
            setTyped([]);
            setApplied(records);
          }}
        />
      )}
    </>
  );
}

function Shown({ section, ...props }: SectionProps & { section: Section }) {
  switch (section) {
    case "queues":
      return <QueuesSection {...props} />;
    case "hours":
      return <HoursSection {...props} />;
    case "rules":
      return <RulesSection {...props} />;
    case "numbers":
      return <NumbersSection {...props} />;
    case "places":
      return <PlacesSection {...props} />;
    case "breaks":
      return <BreaksSection {...props} />;
    case "centre":
      return <CentreSection {...props} />;
    case "past":
      return <PastSection zone={props.zone} />;
  }
}
