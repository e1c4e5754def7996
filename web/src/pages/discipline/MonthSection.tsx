/**
 * The month: the rate against its line, by team and kind of check, and the list drafted and published.
 *
 * Room:  pages/discipline; the address holds the month.
 * Holds: every rate stands beside both its halves.
 */

import { Button, Input } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { pointsAddress, useCommend, useDisciplineMonth, usePublish } from "../../api/discipline";
import { useZone } from "../../api/queries";
import type { DisciplineMonth, PersonPoints, ViolationShare } from "../../api/views";
import { count } from "../../format/numbers";
import { day, dayClock } from "../../format/times";
import { type Key, useLanguage, useText } from "../../i18n/language";
import { MonthPicker } from "../../parts/DayPicker";
import { Labelled } from "../../parts/Labelled";
import { SeverityMark } from "../../parts/Mark";
import { Empty, Failure, Loading } from "../../parts/states";
import { levelNames } from "./discipline-words";
import { Words } from "./FindingCard";
import { PersonChoice } from "./PersonChoice";

/** Below so many people one finding more or less moves the rate by a percent and more. */
const few = 100;

/** Two decimals: the line itself lies at 1.2 %. */
const percent = (rate: number | null | undefined) =>
  rate == null ? "–" : `${(rate * 100).toFixed(2)}%`;

type Props = { mayManage: boolean; mayJudge: boolean; maySee: boolean };

export function MonthSection({ mayManage, mayJudge, maySee }: Props) {
  const text = useText();
  const zone = useZone();
  const [search, setSearch] = useSearchParams();
  const name = search.get("month") ?? day(Date.now(), zone).slice(0, 7);
  const answer = useDisciplineMonth(name);
  const month = answer.data;
  const choose = (value: string) =>
    setSearch(
      (now) => {
        now.set("month", value);
        return now;
      },
      { replace: true },
    );
  return (
    <section aria-label={text("discipline.month")} className="month">
      <div className="case-tools">
        <span>{text("discipline.month_label")}</span>
        <MonthPicker label={text("discipline.month_label")} value={name} onChoose={choose} />
        {maySee && <a href={pointsAddress(name)}>{text("discipline.export")}</a>}
      </div>
      {answer.error && <Failure error={answer.error} onRetry={() => answer.refetch()} />}
      {answer.isPending && <Loading />}
      {month && maySee && <Rate month={month} />}
      {month && <Lists month={month} mayManage={mayManage} />}
      {mayJudge && <Commend />}
    </section>
  );
}

function Rate({ month }: { month: DisciplineMonth }) {
  const text = useText();
  const { whole, line } = month;
  const isOver = whole.rate != null && whole.rate > line;
  return (
    <>
      <div className="panel month-rate">
        <p className="month-figure">
          <span>{text("discipline.rate")}</span>
          <strong className="numbers">{percent(whole.rate)}</strong>
          {whole.rate != null && (
            <span className="case-state">
              <SeverityMark severity={isOver ? "critical" : "good"} />
              {text(isOver ? "discipline.over" : "discipline.within")}
            </span>
          )}
        </p>
        <p className="second numbers">
          {text("discipline.violations")} {count(whole.violations)} · {text("discipline.looked_at")}{" "}
          {count(whole.looked_at)} · {text("discipline.line", { line: percent(line) })}
        </p>
        {whole.looked_at === 0 && <p>{text("discipline.none_checked")}</p>}
        {whole.looked_at > 0 && whole.looked_at < few && (
          <p role="note">{text("discipline.small")}</p>
        )}
        {month.waiting > 0 && (
          <p>
            <SeverityMark severity="warning" />{" "}
            {text("discipline.waiting_count", { count: month.waiting })}
          </p>
        )}
        <Trend month={month} />
      </div>
      {month.lines.length > 0 && <ByTeam month={month} />}
    </>
  );
}

/** Six months as bars over their line; the figures stand in words below each. */
function Trend({ month }: { month: DisciplineMonth }) {
  const text = useText();
  const top = Math.max(month.line * 1.5, ...month.months.map((one) => one.share.rate ?? 0));
  const height = (rate: number) => `${(rate / top) * 100}%`;
  return (
    <figure className="trend">
      <figcaption>{text("discipline.trend")}</figcaption>
      <ol>
        {month.months.map(({ month: name, share }) => (
          <li key={name}>
            <span className="trend-room">
              <span className="trend-line" style={{ insetBlockEnd: height(month.line) }} />
              <span
                className={
                  share.rate != null && share.rate > month.line ? "trend-bar over" : "trend-bar"
                }
                style={{ blockSize: height(share.rate ?? 0) }}
              />
            </span>
            <span className="numbers">{percent(share.rate)}</span>
            <span className="second numbers">{name.slice(2)}</span>
          </li>
        ))}
      </ol>
    </figure>
  );
}

function ByTeam({ month }: { month: DisciplineMonth }) {
  const text = useText();
  const cell = (share: ViolationShare) => share.rate != null && share.rate > month.line;
  return (
    <div className="panel">
      <h2>{text("discipline.by_team")}</h2>
      <ul className="month-lines">
        {month.lines.map((line) => (
          <li key={`${line.team} ${line.level}`}>
            <span>
              {line.team_name ?? text("discipline.no_team")}{" "}
              <span className="second">{text(levelNames[line.level])}</span>
            </span>
            <span className="numbers second">
              {count(line.share.violations)} / {count(line.share.looked_at)}
            </span>
            <strong className="numbers">
              {cell(line.share) && (
                <SeverityMark severity="critical" label={text("discipline.over")} />
              )}{" "}
              {percent(line.share.rate)}
            </strong>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Lists({ month, mayManage }: { month: DisciplineMonth; mayManage: boolean }) {
  const text = useText();
  const zone = useZone();
  const last = month.published.at(-1);
  return (
    <div className="panel">
      <h2>{text("discipline.list")}</h2>
      {last && (
        <section data-list="published">
          <h3>{text("discipline.revision", { count: last.revision })}</h3>
          <p className="second">
            {text("discipline.published_by", {
              who: last.published_by,
              time: dayClock(last.published_at, zone),
              reason: last.reason,
            })}
          </p>
          <Sides people={last.people} />
        </section>
      )}
      <section data-list="draft">
        <h3>{text("discipline.draft")}</h3>
        <Sides people={month.draft} isDraft />
      </section>
      {mayManage && <Publish month={month} />}
    </div>
  );
}

function Sides({ people, isDraft = false }: { people: PersonPoints[]; isDraft?: boolean }) {
  const of = (colour: PersonPoints["colour"]) =>
    people.filter((one) => (one.colour ?? null) === colour);
  return (
    <div className="month-sides">
      <Side name="discipline.red" people={of("red")} />
      <Side name="discipline.black" people={of("black")} />
      {isDraft && of(null).length > 0 && <Side name="discipline.other" people={of(null)} />}
    </div>
  );
}

function Side({ name, people }: { name: Key; people: PersonPoints[] }) {
  const text = useText();
  const { language } = useLanguage();
  return (
    <section aria-label={text(name)}>
      <h4>
        {text(name)} <span className="numbers second">{people.length}</span>
      </h4>
      {people.length === 0 && <p className="second">{text("discipline.nobody")}</p>}
      <ul>
        {people.map((one) => (
          <li key={one.number} data-number={one.number}>
            <strong>{one.name ?? one.number}</strong>{" "}
            <span className="second">
              {[one.number, one.team_name].filter(Boolean).join(" · ")}
            </span>
            <ul className="second">
              {one.reasons.map((reason) => (
                <li key={`${reason.day} ${reason.what_zh} ${reason.points}`}>
                  <span className="numbers">{reason.day.slice(5)}</span>{" "}
                  {language === "zh-CN" ? reason.what_zh : reason.what_en}{" "}
                  <span className="numbers">
                    {reason.points > 0 ? `+${reason.points}` : reason.points}
                  </span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Publish({ month }: { month: DisciplineMonth }) {
  const text = useText();
  const publish = usePublish();
  const [reason, setReason] = useState("");
  const [isTried, setTried] = useState(false);
  const revision = month.published.at(-1)?.revision ?? 0;
  const send = () => {
    setTried(true);
    if (!reason.trim()) return;
    const body = { month: month.month, revision, reason: reason.trim() };
    publish.mutate(body, {
      onSuccess: () => {
        setReason("");
        setTried(false);
      },
    });
  };
  return (
    <div className="case-form">
      <p className="second">{text("discipline.publish_hint")}</p>
      <Words
        label="discipline.reason"
        value={reason}
        onChange={setReason}
        isBad={isTried && !reason.trim()}
      />
      {publish.error && <Failure error={publish.error} />}
      <Button type="primary" onClick={send} loading={publish.isPending}>
        {text(revision === 0 ? "discipline.publish" : "discipline.publish_again")}
      </Button>
    </div>
  );
}

function Commend() {
  const text = useText();
  const commend = useCommend();
  const [number, setNumber] = useState<string | null>(null);
  const [points, setPoints] = useState("5");
  const [reason, setReason] = useState("");
  const [isTried, setTried] = useState(false);
  const send = () => {
    setTried(true);
    if (!number || !reason.trim()) return;
    commend.mutate(
      { number, points: Number(points), reason: reason.trim() },
      {
        onSuccess: () => {
          setNumber(null);
          setReason("");
          setTried(false);
        },
      },
    );
  };
  return (
    <section className="panel case-form" aria-label={text("discipline.commend")}>
      <h2>{text("discipline.commend")}</h2>
      <PersonChoice label={text("discipline.who")} value={number} onChange={setNumber} />
      <Labelled label={text("discipline.commend_points")}>
        {(id) => (
          <Input
            id={id}
            inputMode="numeric"
            value={points}
            onChange={(event) => setPoints(event.target.value.replace(/\D/g, ""))}
          />
        )}
      </Labelled>
      <Words
        label="discipline.reason"
        value={reason}
        onChange={setReason}
        isBad={isTried && (!reason.trim() || !number)}
      />
      {commend.error && <Failure error={commend.error} />}
      {commend.isSuccess && <Empty title={text("discipline.commended")} />}
      <Button onClick={send} loading={commend.isPending}>
        {text("discipline.commend")}
      </Button>
    </section>
  );
}
