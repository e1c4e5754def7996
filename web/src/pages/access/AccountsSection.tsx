/** Who may sign in: roles, where they hold, whether switched off; made and changed in a drawer. */
import { Button, Drawer, Input } from "antd";
import { useState } from "react";
import { useAccounts } from "../../api/accounts";
import { useZone } from "../../api/queries";
import type { Account } from "../../api/views";
import { day } from "../../format/times";
import { useText } from "../../i18n/language";
import { Empty, Failure, Loading } from "../../parts/states";
import { AccountForm } from "./AccountForm";
import { AccountSignIn } from "./AccountSignIn";
import { usePlaces } from "./places";
import { heldText, type Places } from "./role-words";

export function AccountsSection() {
  const text = useText();
  const accounts = useAccounts(true);
  const places = usePlaces();
  const [sought, setSought] = useState("");
  const [open, setOpen] = useState<Account | "new" | null>(null);
  const all = accounts.data ?? [];
  const words = (account: Account) =>
    `${account.name} ${account.roles.map((held) => heldText(held, places, text)).join(" ")}`;
  const shown = all.filter((one) => words(one).toLowerCase().includes(sought.toLowerCase()));
  return (
    <section aria-label={text("access.accounts")}>
      <div className="settings-tools">
        <Input
          className="settings-find"
          aria-label={text("access.find")}
          placeholder={text("access.find")}
          allowClear
          value={sought}
          onChange={(event) => setSought(event.target.value)}
        />
        <span className="second numbers" role="status">
          {text("access.shown", { shown: shown.length, total: all.length })}
        </span>
        <span className="spread" />
        <Button type="primary" onClick={() => setOpen("new")}>
          {text("access.new")}
        </Button>
      </div>
      {accounts.error && <Failure error={accounts.error} onRetry={() => accounts.refetch()} />}
      {accounts.isPending && <Loading rows={6} />}
      {accounts.data && shown.length === 0 && <Empty title={text("access.none")} />}
      <ul className="accounts">
        {shown.map((account) => (
          <AccountLine
            key={account.id}
            account={account}
            places={places}
            onOpen={() => setOpen(account)}
          />
        ))}
      </ul>
      <Drawer
        open={open !== null}
        onClose={() => setOpen(null)}
        title={open === "new" ? text("access.new") : (open?.name ?? "")}
        closable={{ "aria-label": text("action.close") }}
        size={Math.min(560, window.innerWidth)}
        destroyOnHidden
      >
        {open !== null && (
          <AccountForm
            account={open === "new" ? null : open}
            places={places}
            onDone={() => setOpen(null)}
          />
        )}
        {open !== null && open !== "new" && (
          <AccountSignIn account={all.find((one) => one.id === open.id) ?? open} />
        )}
      </Drawer>
    </section>
  );
}

type LineProps = { account: Account; places: Places; onOpen: () => void };

function AccountLine({ account, places, onOpen }: LineProps) {
  const text = useText();
  const zone = useZone();
  const isOff = account.disabled_at != null;
  return (
    <li className={isOff ? "panel account is-off" : "panel account"} data-account={account.id}>
      <button type="button" className="account-name" onClick={onOpen}>
        {account.name}
      </button>
      <span className="account-roles">
        {account.roles.map((held) => (
          <span key={`${held.role} ${held.team} ${held.site}`} className="origin">
            {heldText(held, places, text)}
          </span>
        ))}
        {account.has_second_factor && (
          <span className="origin origin-settings">{text("factor.short")}</span>
        )}
        {account.origin && (
          <span className="second">
            {text(
              account.origin.kind === "openid" ? "outside.from_openid" : "outside.from_directory",
              { shown: account.origin.shown },
            )}
          </span>
        )}
      </span>
      <span className="second numbers">
        {isOff
          ? text("access.off_since", { day: day(account.disabled_at, zone) })
          : text("access.since", { day: day(account.created_at, zone) })}
      </span>
    </li>
  );
}
