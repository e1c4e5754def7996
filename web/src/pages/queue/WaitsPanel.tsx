/**
 * How long today's contacts waited until they were answered or abandoned, and of those still waiting how
 * many abandon.
 *
 * Room:  pages/queue. The steps are those at which the server counts exactly; nothing is computed here.
 * Holds: chart and table say the same; steps beyond the longest wait are left out of both.
 */
import { lazy, Suspense, useState } from "react";
import type { Definition, Waits } from "../../api/views";
import { count, duration, rate } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { type Form, FormChoice } from "../../parts/FormChoice";
import { Empty } from "../../parts/states";
import { fewestWaited, type Step, stepsOf } from "./waits";

const WaitsChart = lazy(() => import("./WaitsChart"));

export function WaitsPanel({ waits, definition }: { waits: Waits; definition: Definition }) {
  const text = useText();
  const [form, setForm] = useState<Form>("chart");
  const steps = stepsOf(waits);
  return (
    <section className="panel waits" aria-label={text("waits.title")}>
      <div className="curve-head">
        <h2>{text("waits.title")}</h2>
        <FormChoice form={form} onChange={setForm} />
      </div>
      {steps.length === 0 ? (
        <Empty title={text("waits.none")} hint={text("waits.none_hint")} />
      ) : (
        <>
          <p className="numbers waits-sums">
            <span>{quantiles("waits.answered", waits.answered_p50_s, waits.answered_p90_s)}</span>
            <span>
              {quantiles("waits.abandoned", waits.abandoned_p50_s, waits.abandoned_p90_s)}
            </span>
          </p>
          {form === "table" ? (
            <WaitsTable steps={steps} />
          ) : (
            <div role="img" aria-label={text("waits.chart_label")}>
              <Suspense fallback={<div className="curve-space" />}>
                <WaitsChart waits={waits} threshold_s={definition.threshold_s} />
              </Suspense>
            </div>
          )}
          <p className="second waits-note">{text("waits.note", { fewest: fewestWaited })}</p>
        </>
      )}
    </section>
  );

  function quantiles(
    key: "waits.answered" | "waits.abandoned",
    half: number | null | undefined,
    most: number | null | undefined,
  ) {
    const write = (secs: number | null | undefined) => duration(secs == null ? null : secs * 1_000);
    return text(key, { half: write(half), most: write(most) });
  }
}

function WaitsTable({ steps }: { steps: Step[] }) {
  const text = useText();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="curve-table numbers" tabIndex={0} aria-label={text("waits.title")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{text("waits.wait")}</th>
            <th scope="col">{text("waits.waited")}</th>
            <th scope="col">{text("measure.answered")}</th>
            <th scope="col">{text("measure.abandoned")}</th>
            <th scope="col">{text("waits.share")}</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step.label}>
              <th scope="row">{step.label}</th>
              <td>{count(step.waited)}</td>
              <td>{count(step.answered)}</td>
              <td>{count(step.abandoned)}</td>
              <td>{rate(step.share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
