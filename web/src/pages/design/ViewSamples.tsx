/** What live tables are arranged with: a panel below its button, thresholds and their marks, tiles of people. */
import { useState } from "react";
import type { AgentRow, AgentState, Threshold } from "../../api/views";
import { rate } from "../../format/numbers";
import { useText } from "../../i18n/language";
import { severityBy } from "../../live/severity";
import { workingStates } from "../../parts/agent-words";
import { Disclosure } from "../../parts/Disclosure";
import { Marked } from "../../parts/Measure";
import { ThresholdForm } from "../../parts/ThresholdForm";
import type { Limit } from "../../parts/thresholds";
import { Caret } from "../../parts/ViewMenu";
import type { Density } from "../../theme/scale";
import { Tile } from "../agents/AgentGrid";
import "../agents/agents.css";
import { Section } from "./Section";

const limit: Limit = { unit: "share", isBelow: true, house: { warn: 0.87, alert: 0.77 } };
const levels = [0.974, 0.85, 0.612, null];
const states: AgentState[] = [...workingStates, "signed_out"];
/** Limits of nobody. */
const none = {};

export function ViewSamples({ density }: { density: Density }) {
  const text = useText();
  const [threshold, set] = useState<Threshold | null>({ is_below: true, warn: 0.9, alert: 0.8 });
  const name = text("measure.service_level");
  return (
    <Section title={text("columns.title")} rule={text("design.views_rule")}>
      <div className="stack">
        <div className="table-tools numbers">
          <Disclosure
            label={text("threshold.of", { name })}
            panel={(close) => (
              <ThresholdForm
                name={name}
                limit={limit}
                threshold={threshold}
                set={set}
                onDone={close}
              />
            )}
          >
            {text("threshold.of", { name })}
            <Caret />
          </Disclosure>
          {levels.map((level) => (
            <span key={level}>
              <Marked severity={threshold ? severityBy(level, threshold) : "good"}>
                {rate(level)}
              </Marked>
            </span>
          ))}
        </div>
        <div className={`grid-of-agents ${density}`}>
          <div
            className="tile-line"
            style={{
              height: density === "compact" ? 32 : 48,
              gridTemplateColumns: "repeat(auto-fill, minmax(104px, 1fr))",
            }}
          >
            {states.map((state) => (
              <Tile
                key={state}
                id={state}
                agent={{ name: state.slice(0, 1).toUpperCase(), state } as AgentRow}
                thresholds={none}
                isCompact={density === "compact"}
              />
            ))}
          </div>
        </div>
      </div>
    </Section>
  );
}
