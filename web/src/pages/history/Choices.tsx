/** What is asked: each choice writes the address at once. In the hand the choices fold away. */
import { Select } from "antd";
import { type ReactNode, useId } from "react";
import { useCentreNames, useZone } from "../../api/queries";
import { day } from "../../format/times";
import { type Key, useText } from "../../i18n/language";
import { useBrowserTime } from "../../live/clock";
import { DayPicker } from "../../parts/DayPicker";
import { ruleNames } from "../../parts/Measure";
import { useIsNarrow } from "../../parts/screen";
import { measureOf, measuresOf } from "./measures";
import { type Group, groups, type Period, periods, type Question, steps } from "./question";
import { groupNames, periodNames, stepNames } from "./words";

type Props = {
  question: Question;
  change: (part: Partial<Question>) => void;
  zone: string | undefined;
};

export function Choices(props: Props) {
  const text = useText();
  const isNarrow = useIsNarrow();
  const { question } = props;
  const period = question.period
    ? text(periodNames[question.period])
    : `${question.from} – ${question.to}`;
  const summary = [period, text(groupNames[question.group]), text(stepNames[question.step])];
  return (
    <details className="panel history-choices" open={isNarrow ? undefined : true}>
      <summary>
        {text("history.question")} <span className="second">{summary.join(" · ")}</span>
      </summary>
      <div className="history-fields">
        <What {...props} />
        <When {...props} />
        <Narrowed {...props} />
      </div>
    </details>
  );
}

function Field({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="history-field">
      <span className="second">{name}</span>
      {children}
    </div>
  );
}

function What({ question, change }: Props) {
  const text = useText();
  const known = measuresOf(question.group);
  const options = known.map((id) => {
    const measure = measureOf(id, question.group);
    return { value: id, label: measure ? text(measure.name) : id };
  });
  /** A grouping that does not know a measure leaves it out. */
  const regroup = (group: Group) => {
    const allowed = measuresOf(group);
    const kept = question.measures.filter((id) => allowed.includes(id));
    const measures = kept.length > 0 ? kept : allowed.slice(0, 3);
    const isOfPeople = group === "team" || group === "agent" || group === "seat";
    const filters = isOfPeople || group === "did" ? { queue: [], skill: [] } : { team: [] };
    const sites = group === "did" ? { site: [] } : {};
    change({ group, measures, drawn: null, ...filters, ...sites });
  };
  return (
    <>
      <Field name={text("history.measures")}>
        <Select
          mode="multiple"
          className="history-measures"
          aria-label={text("history.measures")}
          value={question.measures}
          maxCount={12}
          optionFilterProp="label"
          onChange={(measures) => measures.length > 0 && change({ measures, drawn: null })}
          options={options}
        />
      </Field>
      <Field name={text("history.group")}>
        <Select<Group>
          aria-label={text("history.group")}
          value={question.group}
          onChange={regroup}
          options={groups.map((value) => ({ value, label: text(groupNames[value]) }))}
        />
      </Field>
    </>
  );
}

function When({ question, change, zone }: Props) {
  const text = useText();
  const centre = useZone();
  const today = day(useBrowserTime(), zone ?? centre);
  const choose = (value: Period | "free") =>
    value === "free"
      ? change({ period: null, from: today, to: today })
      : change({ period: value, from: null, to: null });
  const range = question.period === null && question.from && question.to;
  return (
    <>
      <Field name={text("history.period")}>
        <Select<Period | "free">
          aria-label={text("history.period")}
          value={question.period ?? "free"}
          onChange={choose}
          options={[
            ...periods.map((value) => ({ value, label: text(periodNames[value]) })),
            { value: "free" as const, label: text("history.free") },
          ]}
        />
      </Field>
      {range && (
        <Field name={text("history.range")}>
          <div className="history-range">
            <DayPicker
              label={text("history.from")}
              value={(question.from ?? today).slice(0, 10)}
              from={null}
              until={question.to}
              onChoose={(from) => change({ from })}
            />
            <DayPicker
              label={text("history.to")}
              value={(question.to ?? today).slice(0, 10)}
              from={question.from}
              until={null}
              onChoose={(to) => change({ to })}
            />
          </div>
        </Field>
      )}
      <Field name={text("history.step")}>
        <Select
          aria-label={text("history.step")}
          value={question.step}
          onChange={(step) => change({ step })}
          options={steps.map((value) => ({ value, label: text(stepNames[value]) }))}
        />
      </Field>
      <Field name={text("history.compare")}>
        <Compare question={question} change={change} today={today} />
      </Field>
    </>
  );
}

const comparisons: Record<string, Key> = {
  none: "history.compare_none",
  before: "history.compare_before",
  week: "history.compare_week",
  year: "history.compare_year",
  free: "history.compare_free",
};

type CompareProps = Pick<Props, "question" | "change"> & { today: string };

function Compare({ question, change, today }: CompareProps) {
  const text = useText();
  const { compare } = question;
  const isFree = compare !== null && /^\d/.test(compare);
  const choose = (value: string) =>
    change({ compare: value === "none" ? null : value === "free" ? today : value });
  return (
    <div className="history-range">
      <Select
        aria-label={text("history.compare")}
        value={isFree ? "free" : (compare ?? "none")}
        onChange={choose}
        options={Object.entries(comparisons).map(([value, key]) => ({ value, label: text(key) }))}
      />
      {isFree && (
        <DayPicker
          label={text("history.compare_from")}
          value={compare}
          from={null}
          until={null}
          onChoose={(day) => change({ compare: day })}
        />
      )}
    </div>
  );
}

function Narrowed({ question, change }: Props) {
  const text = useText();
  const id = useId();
  const names = useCentreNames();
  const isOfPeople = ["team", "agent", "seat"].includes(question.group);
  const isOfQueues = !isOfPeople && question.group !== "did";
  const filter = (kind: "queue" | "skill" | "site" | "team", label: Key) => (
    <Field name={text(label)}>
      <Select
        mode="multiple"
        id={`${id}-${kind}`}
        aria-label={text(label)}
        placeholder={text("history.all")}
        allowClear
        optionFilterProp="label"
        maxTagCount={2}
        value={question[kind]}
        onChange={(chosen) => change({ [kind]: chosen })}
        options={names[kind]}
      />
    </Field>
  );
  return (
    <>
      {isOfQueues && filter("queue", "history.queues")}
      {isOfQueues && filter("skill", "history.skills")}
      {question.group !== "did" && filter("site", "history.sites")}
      {isOfPeople && question.group !== "seat" && filter("team", "history.teams")}
      {!isOfPeople && (
        <Field name={text("history.definition")}>
          <Select
            aria-label={text("history.definition")}
            value={question.definition ?? "house"}
            onChange={(value) => change({ definition: value === "house" ? null : value })}
            options={[
              { value: "house", label: text("history.definition_house") },
              ...Object.entries(ruleNames).map(([value, key]) => ({ value, label: text(key) })),
            ]}
          />
        </Field>
      )}
      {!isOfPeople && (
        <Field name={text("attribution.choice")}>
          <Select
            aria-label={text("attribution.choice")}
            value={question.attribution ?? "by_arrival"}
            onChange={(value) => change({ attribution: value === "by_event" ? value : null })}
            options={[
              { value: "by_arrival", label: text("attribution.by_arrival_short") },
              { value: "by_event", label: text("attribution.by_event_short") },
            ]}
          />
        </Field>
      )}
    </>
  );
}
