/**
 * The forecast workbench: what will come into a queue, how sure that is, and what people know better.
 *
 * Room:  pages/forecast; the address holds the queue, the run and what is looked at.
 * Holds: a run's numbers are the server's; nothing is computed here but sums of what is shown.
 */
import { Select } from "antd";
import { useSearchParams } from "react-router";
import { useForecast, useForecasts } from "../../api/forecasts";
import { useCentreNames, useSession } from "../../api/queries";
import { may } from "../../api/rights";
import { type Key, useText } from "../../i18n/language";
import { Choice } from "../../parts/Choice";
import { PageHead } from "../../parts/Page";
import { Empty, Failure, Loading } from "../../parts/states";
import { Ask } from "./Ask";
import { Board } from "./Board";
import { Trial } from "./Trial";
import { Versions } from "./Versions";
import "./forecast.css";

const modes = ["forecast", "trial"] as const;
type Mode = (typeof modes)[number];
const modeNames: Record<Mode, Key> = {
  forecast: "forecast.as_forecast",
  trial: "forecast.as_trial",
};

export function ForecastPage() {
  const text = useText();
  const [search, setSearch] = useSearchParams();
  const names = useCentreNames();
  const queue = search.get("queue") ?? names.queue[0]?.value ?? null;
  const mode: Mode = search.get("as") === "trial" ? "trial" : "forecast";
  const change = (part: Record<string, string | null>) =>
    setSearch((before) => {
      const next = new URLSearchParams(before);
      for (const [name, value] of Object.entries(part)) {
        if (value === null) next.delete(name);
        else next.set(name, value);
      }
      return next;
    });
  return (
    <>
      <PageHead title={text("nav.forecast")}>
        <Select
          className="forecast-queue"
          aria-label={text("forecast.queue")}
          showSearch={{ optionFilterProp: "label" }}
          value={queue ?? undefined}
          options={names.queue}
          onChange={(value) => change({ queue: value, id: null, day: null })}
        />
        <Choice<Mode>
          aria-label={text("forecast.looked_at")}
          value={mode}
          onChange={(value) => change({ as: value === "trial" ? value : null })}
          options={modes.map((value) => ({ value, label: text(modeNames[value]) }))}
        />
      </PageHead>
      {queue === null ? (
        <Loading rows={8} />
      ) : mode === "trial" ? (
        <Trial queue={queue} />
      ) : (
        <Workbench queue={queue} search={search} change={change} />
      )}
    </>
  );
}

type WorkbenchProps = {
  queue: string;
  search: URLSearchParams;
  change: (part: Record<string, string | null>) => void;
};

function Workbench({ queue, search, change }: WorkbenchProps) {
  const text = useText();
  const session = useSession();
  const mayMake = may(session.data, "make_forecasts");
  const runs = useForecasts(queue);
  const asked = Number(search.get("id"));
  const id = asked > 0 ? asked : (runs.data?.[0]?.id ?? null);
  const run = useForecast(id);
  const show = (chosen: number) => change({ id: String(chosen), day: null });
  return (
    <div className="stack">
      {mayMake && <Ask key={queue} queue={queue} onMade={show} />}
      {runs.error && <Failure error={runs.error} onRetry={() => runs.refetch()} />}
      {runs.data?.length === 0 && (
        <Empty
          title={text("forecast.none")}
          hint={text(mayMake ? "forecast.none_hint" : "forecast.none_seen")}
        />
      )}
      {run.error && <Failure error={run.error} onRetry={() => run.refetch()} />}
      {id !== null && run.isPending && <Loading rows={10} />}
      {run.data && (
        <div className="forecast-run">
          <Board
            run={run.data}
            mayMake={mayMake}
            day={search.get("day")}
            onDay={(day) => change({ day })}
          />
          <Versions runs={runs.data ?? []} chosen={run.data.id} onChoose={show} />
        </div>
      )}
    </div>
  );
}
