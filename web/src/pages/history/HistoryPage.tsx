/**
 * Figures of the past: a question in the address, answered as chart, table and file.
 *
 * Room:  pages/history.
 * Holds: the address is the whole question; definitions and coverage stand below the figures.
 */
import { Button } from "antd";
import { useCallback } from "react";
import { useSearchParams } from "react-router";
import { useHistory } from "../../api/queries";
import type { History } from "../../api/views";
import { day } from "../../format/times";
import { useLanguage, useText } from "../../i18n/language";
import { FiguresOf } from "../../parts/Figures";
import { PageHead } from "../../parts/Page";
import { Empty, Failure, Loading } from "../../parts/states";
import { Choices } from "./Choices";
import { Drawing } from "./Drawing";
import { HistoryTable } from "./HistoryTable";
import { Notes } from "./Notes";
import { addressOf, type Question, questionIn, requestOf } from "./question";
import "./history.css";

export function HistoryPage() {
  const text = useText();
  const { language } = useLanguage();
  const [search, setSearch] = useSearchParams();
  const question = questionIn(search);
  const request = requestOf(question);
  const history = useHistory(request);
  const change = useCallback(
    (part: Partial<Question>) =>
      setSearch((before) => addressOf({ ...questionIn(before), ...part }), {
        preventScrollReset: true,
      }),
    [setSearch],
  );
  const file = (ending: string) => `/api/v1/history.${ending}?${request}&lang=${language}`;
  return (
    <>
      <PageHead title={text("nav.history")}>
        <span className="spread" />
        <Button href={file("csv")} download>
          {text("history.csv")}
        </Button>
        <Button href={file("xlsx")} download>
          {text("history.xlsx")}
        </Button>
      </PageHead>
      <div className="stack">
        <Choices question={question} change={change} zone={history.data?.zone} />
        {history.error && <Failure error={history.error} onRetry={() => history.refetch()} />}
        {history.isPending && <Loading rows={10} />}
        {history.data && !history.error && (
          <Answered question={question} change={change} history={history.data} />
        )}
      </div>
    </>
  );
}

type AnsweredProps = {
  question: Question;
  change: (part: Partial<Question>) => void;
  history: History;
};

function Answered({ question, change, history }: AnsweredProps) {
  const text = useText();
  const { definition, attribution, coverage, zone } = history;
  const common = { definition, by: attribution, moment: null, scope: null };
  if (history.lines.length === 0) {
    const hint = coverage.from
      ? text("history.empty_since", { day: day(coverage.from, zone) })
      : text("history.empty_ever");
    return (
      <>
        <Empty title={text("history.empty")} hint={hint} />
        <Notes history={history} />
      </>
    );
  }
  return (
    <FiguresOf value={common}>
      <Drawing question={question} change={change} history={history} />
      <HistoryTable question={question} change={change} history={history} />
      <Notes history={history} />
    </FiguresOf>
  );
}
