/** Queues as a plain table, worst first unless the reader sorts otherwise. */
import { useCallback, useMemo } from "react";
import type { Definition, QueueRow } from "../../api/views";
import { useText } from "../../i18n/language";
import { useCalmOrder, useSorting } from "../../parts/calm-order";
import { LiveTable } from "../../parts/LiveTable";
import { arranged } from "./arrange";
import { firstColumns, useQueueColumns } from "./columns";
import { QueueCard } from "./QueueCard";

type Props = {
  queues: Record<string, QueueRow>;
  definition: Definition;
  /** The replayed moment; empty while live. A new moment orders at once. */
  moment: string;
};

const none = {};

export function QueueTable({ queues, definition, moment }: Props) {
  const text = useText();
  const all = useQueueColumns(definition, none);
  const columns = useMemo(
    () => firstColumns.flatMap((id) => all.filter((column) => column.id === id)),
    [all],
  );
  const [sorting, sort] = useSorting({ column: "need", isDescending: false });
  const arrange = useCallback(
    (rows: Record<string, QueueRow>) => {
      void moment;
      return arranged(rows, { filters: none, thresholds: none, definition, sorting, columns });
    },
    [sorting, columns, definition, moment],
  );
  const { order, hold } = useCalmOrder(queues, arrange);
  return (
    <LiveTable
      label={text("nav.queues")}
      columns={columns}
      isFitted
      rows={queues}
      order={order}
      sorting={sorting}
      onSort={sort}
      onHold={hold}
      cardHeight={72}
      card={(queue, id) => (
        <QueueCard id={id} queue={queue} definition={definition} thresholds={none} />
      )}
    />
  );
}
