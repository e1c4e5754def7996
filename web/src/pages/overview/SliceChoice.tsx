/** What the overview shows: the whole centre, or one site, skill, team or number; found by typing. */
import { Select } from "antd";
import { useSearchParams } from "react-router";
import { useSlices } from "../../api/queries";
import type { SliceKind, SliceView } from "../../api/views";
import { type Key, useText } from "../../i18n/language";
import { sliceIn, sliceWord } from "../../live/slice";
import { withoutFigure } from "../../parts/figure-address";

const sliceNames: Record<SliceKind, Key> = {
  site: "slice.site",
  skill: "slice.skill",
  team: "slice.team",
  did: "slice.did",
};
const whole = "centre";

export default function SliceChoice({ centre, of }: { centre: string; of: SliceView | null }) {
  const text = useText();
  const slices = useSlices();
  const [search, setSearch] = useSearchParams();
  const slice = sliceIn(search);
  const value = slice ? sliceWord(slice) : whole;
  const choose = (word: string) => {
    // An opened figure was of the slice that is left.
    const next = withoutFigure(search);
    if (word === whole) next.delete("slice");
    else next.set("slice", word);
    setSearch(next, { preventScrollReset: true });
  };
  // Until the names are there the view's own says what is chosen.
  const known = of && !slices.data ? [{ value, label: of.name }] : [];
  const groups = (Object.keys(sliceNames) as SliceKind[]).map((kind) => ({
    label: text(sliceNames[kind]),
    options: (slices.data?.[kind] ?? []).map(({ id, name }) => ({
      value: sliceWord({ kind, id: String(id) }),
      label: name,
    })),
  }));
  return (
    <Select
      className="slice-choice"
      aria-label={text("slice.choose")}
      value={value}
      onChange={choose}
      showSearch={{ optionFilterProp: "label" }}
      popupMatchSelectWidth={false}
      options={[
        { value: whole, label: centre },
        ...known,
        ...groups.filter(({ options }) => options.length > 0),
      ]}
    />
  );
}
