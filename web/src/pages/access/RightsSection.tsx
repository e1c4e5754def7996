/**
 * Who can do what and why: the table by which the server decides, and one account read by it.
 *
 * Room:  pages/access. Nothing is decided here; every line is the server's.
 */
import { Select } from "antd";
import { useState } from "react";
import { useAccess, useAccounts } from "../../api/accounts";
import type { Access, Account, Action, Extent, Role } from "../../api/views";
import { type Key, useText } from "../../i18n/language";
import { Failure, Loading } from "../../parts/states";
import { usePlaces } from "./places";
import { actionNames, heldText, roleNames } from "./role-words";

const extentNames: Record<Extent, Key> = {
  own: "extent.own",
  held: "extent.held",
  centre: "extent.centre",
};
const extentMarks: Record<Extent, string> = { own: "○", held: "◐", centre: "●" };

export function RightsSection({ mayManage }: { mayManage: boolean }) {
  const access = useAccess(true);
  if (access.error) return <Failure error={access.error} onRetry={() => access.refetch()} />;
  if (!access.data) return <Loading rows={10} />;
  return (
    <div className="stack">
      {mayManage && <OneAccount access={access.data} />}
      <Table access={access.data} />
    </div>
  );
}

function Table({ access }: { access: Access }) {
  const text = useText();
  const extents = new Map(
    access.grants.map(({ role, action, extent }) => [`${role} ${action}`, extent]),
  );
  return (
    <section className="panel" aria-label={text("access.rights")}>
      <p className="second rights-legend">
        {(Object.keys(extentNames) as Extent[]).map((extent) => (
          <span key={extent}>
            {extentMarks[extent]} {text(extentNames[extent])}
          </span>
        ))}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className="rights-scroll" tabIndex={0} aria-label={text("access.rights")}>
        <table className="rights">
          <thead>
            <tr>
              <th scope="col">{text("access.action")}</th>
              {access.roles.map((role) => (
                <th key={role} scope="col">
                  {text(roleNames[role])}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {access.actions.map((action) => (
              <tr key={action}>
                <th scope="row">{text(actionNames[action])}</th>
                {access.roles.map((role) => (
                  <Cell key={role} extent={extents.get(`${role} ${action}`) ?? null} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function Cell({ extent }: { extent: Extent | null }) {
  const text = useText();
  if (extent === null) return <td aria-label={text("extent.none")} />;
  return (
    <td title={text(extentNames[extent])}>
      <span aria-hidden="true">{extentMarks[extent]}</span>
      <span className="only-heard">{text(extentNames[extent])}</span>
    </td>
  );
}

/** Every action of one account, with the role that gives it. */
function OneAccount({ access }: { access: Access }) {
  const text = useText();
  const accounts = useAccounts(true);
  const [chosen, choose] = useState<number | null>(null);
  const account = accounts.data?.find((one) => one.id === chosen);
  return (
    <section className="panel" aria-label={text("access.why")}>
      <div className="settings-tools">
        <h2>{text("access.why")}</h2>
        <Select<number>
          className="settings-find"
          aria-label={text("access.choose_account")}
          placeholder={text("access.choose_account")}
          showSearch={{ optionFilterProp: "label" }}
          loading={accounts.isPending}
          value={chosen ?? undefined}
          options={accounts.data?.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={choose}
        />
      </div>
      {account && <Reasons access={access} account={account} />}
    </section>
  );
}

function Reasons({ access, account }: { access: Access; account: Account }) {
  const text = useText();
  const places = usePlaces();
  if (account.disabled_at != null) return <p>{text("access.off_may_nothing")}</p>;
  const grant = (role: Role, action: Action) =>
    access.grants.find((one) => one.role === role && one.action === action)?.extent;
  const reasons = access.actions.map((action) => ({
    action,
    because: account.roles.flatMap((held) => {
      const extent = grant(held.role, action);
      return extent ? [{ held, extent }] : [];
    }),
  }));
  return (
    <ul className="lines" data-reasons={account.id}>
      {reasons.map(({ action, because }) => (
        <li key={action} className={because.length === 0 ? "second" : undefined}>
          <span>{text(actionNames[action])}</span>
          <span className="lines-end">
            {because.length === 0
              ? text("extent.none")
              : because.map(({ held, extent }) => (
                  <span key={`${held.role} ${held.team} ${held.site}`} className="reason">
                    {text("access.because", {
                      role: heldText(held, places, text),
                      extent: text(extentNames[extent]),
                    })}
                  </span>
                ))}
          </span>
        </li>
      ))}
    </ul>
  );
}
