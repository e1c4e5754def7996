/** What a measure means where it stands: its formula, the definition in force, the span and attribution. */
import { Popover } from "antd";
import { useText } from "../i18n/language";
import { attributionNames } from "../live/attribution";
import { useCommon } from "./Figures";
import { type NameProps, RuleOf, windowNames } from "./Measure";
import { measures } from "./measures";

type Props = NameProps & { name: string; onClose: () => void };

export default function MeasureCard({ name, onClose, ...of }: Props) {
  return (
    <Popover
      open
      trigger="click"
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={name}
      content={<Explanation {...of} />}
    >
      <span className="measure-card-anchor" />
    </Popover>
  );
}

function Explanation({ measure, window }: NameProps) {
  const text = useText();
  const { definition, by } = useCommon();
  return (
    <div className="explanation">
      <p>{text(measures[measure].formula)}</p>
      {measure === "service_level" && definition && <RuleOf definition={definition} />}
      <p className="second">
        {text(windowNames[window])}
        {window !== "now" && ` · ${text(attributionNames[by])}`}
      </p>
    </div>
  );
}
