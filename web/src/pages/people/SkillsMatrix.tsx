/**
 * People and skills: who masters what, at which level, and how many master two or more.
 *
 * Room:  pages/people.
 * Holds: filters and the day are those of the list, so that going to and fro looks at the same people.
 */
import { useState } from "react";
import { usePeople, useSkillSpread } from "../../api/people";
import type { PeopleChoices, PersonLine, SkillSpread } from "../../api/views";
import { count, rate } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { Note } from "../../parts/conditions";
import { SeverityMark } from "../../parts/Mark";
import { Empty, Failure, Loading } from "../../parts/states";
import { useTableView } from "../../parts/use-table-view";
import { PersonName } from "./columns";
import { PeopleFilters } from "./PeopleFilters";
import { builtIn, Pages, pageSize, questionOf } from "./question";

export function SkillsMatrix({ choices }: { choices: PeopleChoices }) {
  const text = useText();
  const table = useTableView(builtIn);
  const asked = questionOf(table.settings.filters);
  const written = JSON.stringify(asked);
  const [place, setPlace] = useState({ written, offset: 0 });
  const offset = place.written === written ? place.offset : 0;
  const spread = useSkillSpread(asked);
  const found = usePeople({
    ...asked,
    sort: "team",
    limit: String(pageSize),
    offset: String(offset),
  });
  const error = spread.error ?? found.error;
  const people = found.data?.people ?? [];
  return (
    <div className="stack">
      <PeopleFilters table={table} choices={choices} />
      {table.settings.filters.day && (
        <Note severity="notice">
          {text("people.as_on_day", { day: table.settings.filters.day })}
        </Note>
      )}
      {error && <Failure error={error} onRetry={() => spread.refetch()} />}
      {spread.data && <Spread spread={spread.data} />}
      {(found.isPending || spread.isPending) && <Loading rows={10} />}
      {found.data && people.length === 0 && (
        <Empty title={text("people.none")} hint={text("people.none_hint")} />
      )}
      {found.data && spread.data && people.length > 0 && (
        <section className="stack" aria-label={text("people.matrix")}>
          <div className="table-tools">
            <span className="second">{text("people.matrix_level")}</span>
            <Pages meta={found.data.meta} onGo={(to) => setPlace({ written, offset: to })} />
          </div>
          <Matrix people={people} spread={spread.data} />
        </section>
      )}
    </div>
  );
}

function Spread({ spread }: { spread: SkillSpread }) {
  const text = useText();
  const skilled = spread.with_one + spread.with_two_or_more;
  const missing = Math.max(0, Math.ceil(spread.target_share * skilled) - spread.with_two_or_more);
  const share = spread.share_of_two ?? null;
  const isMet = share !== null && share >= spread.target_share;
  return (
    <section className="panel spread" aria-label={text("people.spread")}>
      <div className="spread-share">
        <h2>{text("people.share_of_two")}</h2>
        <p className="spread-figure numbers">
          <strong>{rate(share)}</strong>
          <span className="second">
            {text("people.share_target", { target: rate(spread.target_share) })}
          </span>
        </p>
        <progress
          aria-label={text("people.share_of_two")}
          className={isMet ? "is-met" : undefined}
          max={1}
          value={share ?? 0}
        />
        <p className="second">
          {text("people.share_hint", { people: count(skilled) })}
          {share !== null && (
            <>
              {" · "}
              <SeverityMark severity={isMet ? "good" : "warning"} />{" "}
              {isMet ? text("people.share_met") : text("people.share_missing", { count: missing })}
            </>
          )}
        </p>
      </div>
      <dl className="spread-counts numbers">
        <dt>{text("people.with_two")}</dt>
        <dd>{count(spread.with_two_or_more)}</dd>
        <dt>{text("people.with_one")}</dt>
        <dd>{count(spread.with_one)}</dd>
        <dt>{text("people.without_skill")}</dt>
        <dd>{count(spread.without_skill)}</dd>
      </dl>
    </section>
  );
}

type MatrixProps = { people: PersonLine[]; spread: SkillSpread };

function Matrix({ people, spread }: MatrixProps) {
  const text = useText();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="matrix-scroll" aria-label={text("people.matrix")} tabIndex={0}>
      <table className="matrix numbers">
        <thead>
          <tr>
            <th scope="col">{text("people.name")}</th>
            <th scope="col">{text("people.team")}</th>
            {spread.skills.map((skill) => (
              <th key={skill.skill} scope="col">
                {skill.name}
                <span
                  className="second"
                  title={text("people.matrix_people", { skill: skill.name, people: skill.people })}
                >
                  {count(skill.people)}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <th scope="row">
                <PersonName person={person} />
              </th>
              <td>{person.team?.name ?? "–"}</td>
              {spread.skills.map((skill) => {
                const own = person.skills.find((one) => one.skill === skill.skill);
                return (
                  <td key={skill.skill} data-level={own?.level}>
                    {own ? own.level : ""}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
