/** Plans that the house keeps: opened, kept under a name, changed, removed, ticked to be compared. */
import { Button, Checkbox, Form, Input, Popconfirm } from "antd";
import { useState } from "react";
import { useZone } from "../../api/queries";
import { useKeepPlan, usePlans, useRemovePlan } from "../../api/staffing";
import type { StaffingDirection, StaffingPlan } from "../../api/views";
import { dayClock } from "../../format/times";
import { useText } from "../../i18n/language";
import { Failure, Loading } from "../../parts/states";
import { type Scenario, tidy, written } from "./scenario";
import { directionNames } from "./words";

type Props = {
  direction: StaffingDirection;
  scenario: Scenario;
  /** The plan that is open. */
  chosen: number | null;
  onOpen: (plan: StaffingPlan) => void;
  onCompare: (plans: StaffingPlan[]) => void;
};

export function Plans({ direction, scenario, chosen, onOpen, onCompare }: Props) {
  const text = useText();
  const plans = usePlans();
  const keep = useKeepPlan();
  const [ticked, tick] = useState<number[]>([]);
  const open = plans.data?.find(({ id }) => id === chosen) ?? null;
  const compared = plans.data?.filter(({ id }) => ticked.includes(id)) ?? [];
  const isChanged =
    open !== null && (open.direction !== direction || written(open.scenario) !== written(scenario));
  const kept = { direction, scenario: tidy(scenario) };
  return (
    <section className="panel staffing-plans" aria-label={text("staffing.plans")}>
      <h2>{text("staffing.plans")}</h2>
      {plans.error && <Failure error={plans.error} onRetry={plans.refetch} />}
      {plans.isPending && <Loading rows={3} />}
      {plans.data?.length === 0 && <p className="second">{text("staffing.plan_none")}</p>}
      <ul>
        {plans.data?.map((plan) => (
          <Line
            key={plan.id}
            plan={plan}
            isOpen={plan.id === chosen}
            isChanged={plan.id === chosen && isChanged}
            isTicked={ticked.includes(plan.id)}
            onOpen={() => onOpen(plan)}
            onTick={(isOn) =>
              tick(isOn ? [...ticked, plan.id] : ticked.filter((id) => id !== plan.id))
            }
          />
        ))}
      </ul>
      {(plans.data?.length ?? 0) > 1 && (
        <Button
          disabled={compared.length < 2}
          title={text("staffing.compare_hint")}
          onClick={() => onCompare(compared)}
        >
          {text("staffing.compare")}
        </Button>
      )}
      {isChanged && open && (
        <Button
          type="primary"
          loading={keep.isPending}
          onClick={() => keep.mutate({ ...kept, name: open.name, known: open })}
        >
          {text("staffing.plan_save")}
        </Button>
      )}
      <New
        isBusy={keep.isPending}
        onKeep={(name) =>
          keep.mutate({ ...kept, name, known: null }, { onSuccess: ({ plan }) => onOpen(plan) })
        }
      />
      {keep.error && <Failure error={keep.error} />}
    </section>
  );
}

type LineProps = {
  plan: StaffingPlan;
  isOpen: boolean;
  isChanged: boolean;
  isTicked: boolean;
  onOpen: () => void;
  onTick: (isOn: boolean) => void;
};

function Line({ plan, isOpen, isChanged, isTicked, onOpen, onTick }: LineProps) {
  const text = useText();
  const zone = useZone();
  const remove = useRemovePlan();
  return (
    <li data-plan={plan.id}>
      <Checkbox
        aria-label={`${text("staffing.compare")}: ${plan.name}`}
        checked={isTicked}
        onChange={(event) => onTick(event.target.checked)}
      />
      <button type="button" className="staffing-plan" aria-pressed={isOpen} onClick={onOpen}>
        <b>{plan.name}</b>
        <span className="second">
          {text(directionNames[plan.direction])} ·{" "}
          {text("staffing.plan_changed", {
            by: plan.changed_by,
            at: dayClock(plan.changed_at, zone),
          })}
          {isChanged && ` · ${text("staffing.plan_unsaved")}`}
        </span>
      </button>
      <Popconfirm
        title={text("staffing.plan_remove_question", { name: plan.name })}
        okText={text("staffing.plan_remove")}
        onConfirm={() => remove.mutate(plan.id)}
      >
        <Button
          type="text"
          size="small"
          loading={remove.isPending}
          aria-label={`${text("staffing.plan_remove")}: ${plan.name}`}
        >
          ✕
        </Button>
      </Popconfirm>
    </li>
  );
}

function New({ isBusy, onKeep }: { isBusy: boolean; onKeep: (name: string) => void }) {
  const text = useText();
  const [name, say] = useState("");
  const keep = () => {
    onKeep(name.trim());
    say("");
  };
  return (
    <Form className="staffing-new" onFinish={keep}>
      <Input
        aria-label={text("staffing.plan_name")}
        placeholder={text("staffing.plan_name")}
        maxLength={60}
        value={name}
        onChange={(event) => say(event.target.value)}
      />
      <Button htmlType="submit" disabled={name.trim() === ""} loading={isBusy}>
        {text("staffing.plan_new")}
      </Button>
    </Form>
  );
}
