/** The states of an answer: awaited, refused, without a forecast, being renewed. */
import { Button } from "antd";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { ApiError } from "../../api/client";
import { useMakeForecast } from "../../api/forecasts";
import { useCentreNames, useSession } from "../../api/queries";
import { may } from "../../api/rights";
import { useAskAgain } from "../../api/staffing";
import { useText } from "../../i18n/language";
import { Link } from "../../parts/Link";
import { Empty, Failure, Loading } from "../../parts/states";
import type { Scenario } from "./scenario";

/** Milliseconds: a slider on its way asks for nothing. */
const settleAfter = 120;

/** What plain data is once it has stopped changing; the same data made anew is no change. */
export function useSettled<V>(value: V): V {
  const written = JSON.stringify(value);
  const [settled, settle] = useState(written);
  useEffect(() => {
    const timer = setTimeout(() => settle(written), settleAfter);
    return () => clearTimeout(timer);
  }, [written]);
  return useMemo(() => JSON.parse(settled) as V, [settled]);
}

type Query<V> = {
  data: V | undefined;
  error: Error | null;
  isPending: boolean;
  isPlaceholderData: boolean;
  refetch: () => unknown;
};

type Props<V> = { query: Query<V>; scenario: Scenario; children: (answer: V) => ReactNode };

export function Answered<V>({ query, scenario, children }: Props<V>) {
  if (query.error instanceof ApiError && query.error.code === "no_forecast") {
    return <WithoutForecast scenario={scenario} />;
  }
  if (query.error) return <Failure error={query.error} onRetry={query.refetch} />;
  if (query.data === undefined) return <Loading rows={10} />;
  return (
    <div className="stack staffing-answer" aria-busy={query.isPlaceholderData}>
      {children(query.data)}
    </div>
  );
}

/** The way out stands where the way ends. */
function WithoutForecast({ scenario }: { scenario: Scenario }) {
  const text = useText();
  const session = useSession();
  const names = useCentreNames();
  const make = useMakeForecast();
  const askAgain = useAskAgain();
  const [at, show] = useState<string | null>(null);
  const isGone = useRef(false);
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
    };
  }, []);
  const all = async () => {
    for (const queue of scenario.queues) {
      if (isGone.current) return;
      show(names.queue.find(({ value }) => value === String(queue))?.label ?? String(queue));
      try {
        await make.mutateAsync({ queue, days: 28, step_minutes: 30, origin: "tomorrow" });
      } catch {
        // What could not be done stands in `make.error`.
        break;
      }
    }
    show(null);
    askAgain();
  };
  return (
    <Empty title={text("staffing.no_forecast")} hint={text("staffing.no_forecast_hint")}>
      <div className="staffing-way-out">
        {may(session.data, "make_forecasts") && (
          <Button type="primary" loading={at !== null} onClick={all} data-forecast-now>
            {text("staffing.forecast_now")}
          </Button>
        )}
        <Link to={`/forecast?queue=${scenario.queues[0] ?? ""}`}>
          {text("staffing.to_forecast")}
        </Link>
      </div>
      <p role="status">{at === null ? "" : text("staffing.forecasting", { name: at })}</p>
      {make.error && <Failure error={make.error} />}
    </Empty>
  );
}
