/** Of several queues the one whose intervals are drawn. */
import { Select } from "antd";
import { type ReactNode, useState } from "react";
import type { QueueBasis } from "../../api/views";
import { useText } from "../../i18n/language";

export function useShownQueue(basis: QueueBasis[]): [number | null, ReactNode] {
  const text = useText();
  const [chosen, choose] = useState<number | null>(null);
  const queue = basis.find((one) => one.queue === chosen)?.queue ?? basis[0]?.queue ?? null;
  const options = basis.map((one) => ({ value: one.queue, label: one.queue_name }));
  const choice =
    options.length < 2 ? (
      <span className="second">{options[0]?.label}</span>
    ) : (
      <Select<number>
        aria-label={text("staffing.looked_at")}
        className="staffing-shown-queue"
        value={queue ?? undefined}
        options={options}
        onChange={choose}
      />
    );
  return [queue, choice];
}
