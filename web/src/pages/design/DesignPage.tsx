/**
 * Every part of the product in every state, in each theme: what a new screen is built of.
 *
 * Room:  pages/design; linked from the administrator's menu; docs/design.md says the rules.
 * Holds: what stands here is the part itself, with made-up values: a change of a part shows here first.
 */
import { useState } from "react";
import { useText } from "../../i18n/language";
import { PageHead } from "../../parts/Page";
import type { Density } from "../../theme/scale";
import { ThemeScope } from "../../theme/ThemeScope";
import type { ThemeName } from "../../theme/tokens";
import { Conditions } from "./Conditions";
import { Charts, Figures, Forms, Tables } from "./Samples";
import { Colours, Marks, Sizes, Typography } from "./Tokens";
import { ViewSamples } from "./ViewSamples";
import "./design.css";
import { Choice } from "../../parts/Choice";

const themes: ThemeName[] = ["light", "dark", "wall"];
const densities: Density[] = ["comfortable", "compact"];

export function DesignPage() {
  const text = useText();
  const [theme, setTheme] = useState<ThemeName>("light");
  const [density, setDensity] = useState<Density>("comfortable");
  const themeNames = {
    light: text("theme.light"),
    dark: text("theme.dark"),
    wall: text("theme.wall"),
  };
  const densityNames = {
    comfortable: text("design.comfortable"),
    compact: text("design.compact"),
  };
  return (
    <>
      <PageHead title={text("design.title")}>
        <span className="spread" />
        <Choice<ThemeName>
          aria-label={text("design.theme")}
          value={theme}
          onChange={setTheme}
          options={themes.map((value) => ({ value, label: themeNames[value] }))}
        />
        <Choice<Density>
          aria-label={text("design.density")}
          value={density}
          onChange={setDensity}
          options={densities.map((value) => ({ value, label: densityNames[value] }))}
        />
      </PageHead>
      <ThemeScope
        key={`${theme} ${density}`}
        name={theme}
        isCompact={density === "compact"}
        className="design"
      >
        <Colours />
        <Marks />
        <Typography />
        <Sizes density={density} />
        <Figures />
        <Tables />
        <ViewSamples density={density} />
        <Charts />
        <Forms />
        <Conditions />
      </ThemeScope>
    </>
  );
}
