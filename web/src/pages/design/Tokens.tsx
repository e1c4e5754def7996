/** Colours, marks, type and sizes, as they are defined. */
import type { AgentState, SourceState } from "../../api/views";
import { type Key, useText } from "../../i18n/language";
import type { Severity } from "../../live/severity";
import { stateNames } from "../../parts/agent-words";
import { SeverityMark, SourceMark, StateMark } from "../../parts/Mark";
import { severityNames } from "../../parts/Measure";
import { type Density, density as densities, space, type } from "../../theme/scale";
import { useTheme } from "../../theme/theme";
import type { Palette } from "../../theme/tokens";
import { Section } from "./Section";

const groups: { name: Key; colours: (keyof Palette)[] }[] = [
  { name: "design.surfaces", colours: ["page", "surface", "raised", "line", "strongLine"] },
  { name: "design.texts", colours: ["text", "secondText", "accentText"] },
  { name: "design.severities", colours: ["good", "notice", "warning", "critical"] },
  {
    name: "design.soft",
    colours: ["goodSoft", "noticeSoft", "warningSoft", "criticalSoft", "accentSoft"],
  },
  { name: "design.series", colours: ["offered", "answered", "abandoned", "level"] },
];

export function Colours() {
  const text = useText();
  const { palette } = useTheme();
  return (
    <Section title={text("design.colours")} rule={text("design.colours_rule")}>
      {groups.map((group) => (
        <div key={group.name} className="swatches">
          <span className="second">{text(group.name)}</span>
          {group.colours.map((name) => (
            <span key={name} className="swatch">
              <span className="swatch-colour" style={{ background: palette[name] }} />
              <code>{name}</code>
              <code className="second">{palette[name]}</code>
            </span>
          ))}
        </div>
      ))}
    </Section>
  );
}

const severities: Severity[] = ["good", "notice", "warning", "critical"];
const agentStates = Object.keys(stateNames) as AgentState[];
const sourceStates: [SourceState, Key][] = [
  ["connected", "source.connected"],
  ["unknown", "source.unknown"],
  ["lost", "source.lost"],
];

export function Marks() {
  const text = useText();
  return (
    <Section title={text("design.marks")} rule={text("design.marks_rule")}>
      <ul className="marks">
        {severities.map((severity) => (
          <li key={severity}>
            <SeverityMark severity={severity} /> {text(severityNames[severity])}
          </li>
        ))}
      </ul>
      <ul className="marks">
        {agentStates.map((state) => (
          <li key={state}>
            <StateMark state={state} /> {text(stateNames[state])}
          </li>
        ))}
      </ul>
      <ul className="marks">
        {sourceStates.map(([state, name]) => (
          <li key={state}>
            <SourceMark state={state} /> {text(name)}
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function Typography() {
  const text = useText();
  return (
    <Section title={text("design.type")} rule={text("design.type_rule")}>
      {Object.entries(type).map(([name, size]) => (
        <p key={name} className="type-row">
          <code className="second">{`${name} ${size}`}</code>
          <span style={{ fontSize: size }}>{text("design.sample")}</span>
        </p>
      ))}
      <p className="type-row">
        <code className="second">0123</code>
        <span className="numbers type-digits">
          {"1,111 8,888 92.4%"}
          <br />
          {"8,888 1,111 11:59"}
        </span>
      </p>
      <p className="type-wrap">
        {text("design.wrapping")} <em>{text("design.emphasis")}</em>
      </p>
    </Section>
  );
}

export function Sizes({ density }: { density: Density }) {
  const text = useText();
  const { row, control } = densities[density];
  return (
    <Section title={text("design.sizes")} rule={text("design.sizes_rule", { row, control })}>
      <div className="spaces">
        {Object.entries(space).map(([name, size]) => (
          <span key={name}>
            <span className="space" style={{ width: size, height: size }} />
            <code className="second">{`${name} ${size}`}</code>
          </span>
        ))}
      </div>
    </Section>
  );
}
