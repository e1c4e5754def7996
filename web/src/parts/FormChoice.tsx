/** Whether figures are drawn or written: the same ones, for whoever reads charts and whoever does not. */
import { type Key, useText } from "../i18n/language";
import { Choice } from "./Choice";

export type Form = "chart" | "table";
const forms: Record<Form, Key> = { chart: "curve.chart", table: "curve.table" };

export function FormChoice({ form, onChange }: { form: Form; onChange: (form: Form) => void }) {
  const text = useText();
  return (
    <Choice<Form>
      size="small"
      value={form}
      onChange={onChange}
      aria-label={text("curve.form")}
      options={(Object.keys(forms) as Form[]).map((value) => ({
        value,
        label: text(forms[value]),
      }))}
    />
  );
}
