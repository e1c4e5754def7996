/** Where sources contradicted themselves: counted by kind, and the latest of them. */
import { useMemo } from "react";
import { useAnomalies, useZone } from "../../api/queries";
import type { AnomalyRow } from "../../api/views";
import { count } from "../../format/numbers";
import { dayClock } from "../../format/times";
import { type Text, useText } from "../../i18n/language";
import { usePast } from "../../live/past";
import { anomalyText } from "../../parts/contact-words";
import { Link } from "../../parts/Link";
import { type Column, LiveTable } from "../../parts/LiveTable";
import { Empty, Failure, Loading } from "../../parts/states";

export function Anomalies({ counts }: { counts: Record<string, number> }) {
  const text = useText();
  const anomalies = useAnomalies(usePast());
  return (
    <section aria-label={text("anomalies.title")}>
      <h2>{text("anomalies.title")}</h2>
      <p className="second numbers">
        {Object.entries(counts)
          .map(([kind, number]) => `${anomalyText(kind, text)} ${count(number)}`)
          .join(" · ")}
      </p>
      {anomalies.error && <Failure error={anomalies.error} onRetry={() => anomalies.refetch()} />}
      {anomalies.isPending && <Loading rows={4} />}
      {anomalies.data && <Table rows={anomalies.data.anomalies} />}
    </section>
  );
}

function Table({ rows }: { rows: AnomalyRow[] }) {
  const text = useText();
  const zone = useZone();
  const columns = useMemo(() => anomalyColumns(text, zone), [text, zone]);
  if (rows.length === 0) return <Empty title={text("anomalies.none")} />;
  const order = rows.map((row) => String(row.sequence));
  const keyed = Object.fromEntries(rows.map((row) => [String(row.sequence), row]));
  return (
    <LiveTable
      label={text("anomalies.title")}
      columns={columns}
      rows={keyed}
      order={order}
      cardHeight={64}
      card={(row) => <Card row={row} zone={zone} />}
    />
  );
}

function anomalyColumns(text: Text, zone: string): Column<AnomalyRow>[] {
  const column = (
    id: string,
    name: string,
    draw: Column<AnomalyRow>["draw"],
    more: Partial<Column<AnomalyRow>> = {},
  ): Column<AnomalyRow> => ({ id, name, title: name, draw, ...more });
  return [
    column("at", text("anomalies.at"), (row) => dayClock(row.at, zone)),
    column("kind", text("anomalies.kind"), (row) => anomalyText(row.kind, text), { width: 260 }),
    column("source", text("source.name"), (row) => row.source),
    column("contact", text("contact.one"), (row) => <ContactOf row={row} />),
    column("agent", text("contact.agent"), (row) => row.agent_name),
    column("record", text("anomalies.record"), (row) => row.sequence, { isNumber: true }),
  ];
}

function ContactOf({ row }: { row: AnomalyRow }) {
  if (row.contact == null) return null;
  return <Link to={`/contacts/${row.contact}`}>{row.contact}</Link>;
}

function Card({ row, zone }: { row: AnomalyRow; zone: string }) {
  const text = useText();
  return (
    <>
      <div className="card-line">
        <strong>{anomalyText(row.kind, text)}</strong>
        <ContactOf row={row} />
      </div>
      <div className="card-second numbers">
        <span>{dayClock(row.at, zone)}</span>
        <span>{row.source}</span>
        <span>{row.agent_name}</span>
      </div>
    </>
  );
}
