/** One change, as it will turn out or was made: before and after, from when, what it reaches. */
import type { FieldChange, PlannedChange, SettingValue, SubjectKind } from "../../api/views";
import { useText } from "../../i18n/language";
import { reasonText } from "../../parts/agent-words";
import { SeverityMark } from "../../parts/Mark";
import { touchesOf } from "./groups";
import {
  fieldNames,
  problemWords,
  reachWords,
  subjectNames,
  valueText,
  warningText,
  whenText,
} from "./words";

type Subject = { kind: SubjectKind; id?: number | null; name: string };

export function SubjectName({ subject }: { subject: Subject }) {
  const text = useText();
  if (subject.kind === "definition") {
    return <strong>{text("settings.definition", { id: subject.id ?? 0 })}</strong>;
  }
  const name = subject.kind === "break" ? reasonText(subject.name, text) : subject.name;
  return (
    <>
      <span className="second">{text(subjectNames[subject.kind])}</span> <strong>{name}</strong>
    </>
  );
}

export function Fields({ fields, of }: { fields: FieldChange[]; of: SubjectKind }) {
  const text = useText();
  return (
    <dl className="change-fields">
      {fields.map(({ field, before, after }) => (
        <div key={field}>
          <dt>{text(fieldNames[field])}</dt>
          <dd>
            {!isNew(field, before) && (
              <>
                <Value value={before} field={field} of={of} isOld />
                <span className="only-heard">{text("settings.to")}</span>
                <span aria-hidden="true" className="change-arrow">
                  →
                </span>
              </>
            )}
            <Value value={after} field={field} of={of} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What has had no name or zone did not exist. */
const isNew = (field: FieldChange["field"], before: SettingValue) =>
  before === "nothing" && (field === "name" || field === "zone");

type ValueProps = {
  value: SettingValue;
  field: FieldChange["field"];
  of: SubjectKind;
  isOld?: boolean;
};

function Value(props: ValueProps) {
  const text = useText();
  const words = valueText(props.value, props.field, props.of, text);
  return <span className={props.isOld ? "second numbers" : "numbers change-after"}>{words}</span>;
}

/** As many names stand before the rest is only counted. */
const mostNames = 12;

function Subjects({ group }: { group: PlannedChange[] }) {
  const text = useText();
  const [first] = group;
  if (!first) return null;
  if (group.length === 1) return <SubjectName subject={first.subject} />;
  const names = group.slice(0, mostNames).map((change) => change.subject.name);
  const rest = group.length - names.length;
  return (
    <span>
      <span className="second">{text(subjectNames[first.subject.kind])}</span>{" "}
      <strong className="numbers">× {group.length}</strong> {names.join(text("settings.and"))}
      {rest > 0 && ` + ${rest}`}
    </span>
  );
}

/** Changes that are alike: one, or the same of many things. */
export function Planned({ group, zone }: { group: PlannedChange[]; zone: string }) {
  const text = useText();
  const [change] = group;
  if (!change) return null;
  const { subject, fields, problem } = change;
  return (
    <li className={problem ? "planned wrong" : "planned"}>
      <p className="planned-head">
        <Subjects group={group} />
        {!problem && fields.length > 0 && (
          <span className="second numbers">
            {change.effective_from
              ? text("settings.from", { time: whenText(change.effective_from, zone) })
              : text("settings.from_now")}
          </span>
        )}
      </p>
      <Fields fields={fields} of={subject.kind} />
      <ul className="planned-notes">
        {problem && (
          <li>
            <SeverityMark severity="critical" />
            {problemWords[problem.code](text, { given: problem.given })}
          </li>
        )}
        {change.warnings.map((warning) => (
          <li key={`${warning.caution} ${warning.detail}`}>
            <SeverityMark severity="notice" />
            {warningText(warning, zone, text)}
          </li>
        ))}
        {touchesOf(group).map((touch) => (
          <li key={touch.reach} className="second">
            {reachWords[touch.reach](text, { count: touch.count })}
          </li>
        ))}
      </ul>
    </li>
  );
}
