/** An agent of the floor, found by name, extension or team. */
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useMemo } from "react";
import { request } from "../../api/client";
import type { AgentsView } from "../../api/views";
import { useText } from "../../i18n/language";

type Props = { id: string; value: number | null; onChange: (agent: number | null) => void };

export function AgentSelect({ id, value, onChange }: Props) {
  const text = useText();
  const agents = useQuery({
    queryKey: ["agents-once"],
    queryFn: () => request<{ agents: AgentsView }>("GET", "/api/v1/agents"),
    staleTime: 60_000,
  });
  const options = useMemo(() => {
    const rows = Object.entries(agents.data?.agents.rows ?? {});
    return rows.map(([number, { name, key, team }]) => ({
      value: Number(number),
      label: [name, key, team].filter(Boolean).join(" · "),
    }));
  }, [agents.data]);
  return (
    <Select<number>
      id={id}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      loading={agents.isPending}
      placeholder={text("access.no_agent")}
      value={value ?? undefined}
      options={options}
      onChange={(agent) => onChange(agent ?? null)}
    />
  );
}
