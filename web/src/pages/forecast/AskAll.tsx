/** Every queue forecast after the other: how far it is, a way to stop, and what could not be done. */
import { Button, Checkbox, Progress } from "antd";
import { useRef, useState } from "react";
import { type Asked, useMakeForecast, usePublish } from "../../api/forecasts";
import { useCentreNames } from "../../api/queries";
import { useText } from "../../i18n/language";
import { SeverityMark } from "../../parts/Mark";

type Run = { done: number; of: number; isOver: boolean; failed: { name: string; why: string }[] };

export function AskAll({ asked }: { asked: Omit<Asked, "queue"> }) {
  const text = useText();
  const { queue: queues } = useCentreNames();
  const make = useMakeForecast();
  const publish = usePublish();
  const [isPublished, choosePublished] = useState(false);
  const [run, show] = useState<Run | null>(null);
  const isStopped = useRef(false);
  const isRunning = run !== null && !run.isOver;
  const all = async () => {
    isStopped.current = false;
    const failed: Run["failed"] = [];
    let done = 0;
    for (const { value, label } of queues) {
      if (isStopped.current) break;
      show({ done, of: queues.length, isOver: false, failed });
      try {
        const { forecast } = await make.mutateAsync({ ...asked, queue: Number(value) });
        if (isPublished) await publish.mutateAsync(forecast.id);
      } catch (error) {
        failed.push({ name: label, why: error instanceof Error ? error.message : String(error) });
      }
      done += 1;
    }
    show({ done, of: queues.length, isOver: true, failed });
  };
  return (
    <div className="forecast-all">
      <div className="forecast-ask">
        <Button onClick={all} disabled={isRunning || queues.length === 0}>
          {text("forecast.make_all", { count: queues.length })}
        </Button>
        <Checkbox
          checked={isPublished}
          disabled={isRunning}
          onChange={(event) => choosePublished(event.target.checked)}
        >
          {text("forecast.publish_at_once")}
        </Checkbox>
        {isRunning && (
          <Button
            onClick={() => {
              isStopped.current = true;
            }}
          >
            {text("forecast.stop")}
          </Button>
        )}
      </div>
      {run && (
        <>
          <Progress
            percent={Math.round((100 * run.done) / Math.max(1, run.of))}
            size="small"
            aria-label={text("forecast.progress")}
          />
          <p role="status" data-done={run.isOver ? run.done : undefined}>
            {text("forecast.done", { done: run.done, of: run.of })}
          </p>
          {run.failed.map(({ name, why }) => (
            <p key={name}>
              <SeverityMark severity="warning" /> {name}: {why}
            </p>
          ))}
        </>
      )}
    </div>
  );
}
