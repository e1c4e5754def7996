/**
 * Where people punch: screens with codes, and terminals that push what they saw.
 *
 * Room:  pages/attendance.
 * Holds: what a terminal sends that nobody wants kept is told here, with what to do on the terminal.
 */
import { Button, Checkbox, Input, Popconfirm, Select } from "antd";
import { useState } from "react";
import {
  useCreateKiosk,
  useCreateTerminal,
  useKiosks,
  useRemoveKiosk,
  useRemoveTerminal,
  useTerminals,
} from "../../api/attendance";
import { useZone } from "../../api/queries";
import type { Kiosk, Terminal } from "../../api/views";
import { dayClock } from "../../format/times";
import { useText } from "../../i18n/language";
import { Labelled } from "../../parts/Labelled";
import { Link } from "../../parts/Link";
import { SeverityMark } from "../../parts/Mark";
import { Failure, Loading } from "../../parts/states";

export function DoorsSection() {
  return (
    <>
      <Kiosks />
      <Terminals />
    </>
  );
}

function SiteChoice(props: { value: number | undefined; onChange: (site: number) => void }) {
  const text = useText();
  const { sites } = useKiosks().data ?? {};
  return (
    <Select
      aria-label={text("doors.site")}
      value={props.value ?? sites?.[0]?.id}
      onChange={props.onChange}
      options={sites?.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

function Kiosks() {
  const text = useText();
  const kiosks = useKiosks();
  const create = useCreateKiosk();
  const [site, setSite] = useState<number>();
  const [name, setName] = useState("");
  const where = site ?? kiosks.data?.sites[0]?.id;
  const add = () => {
    if (!name.trim() || where === undefined) return;
    create.mutate({ site: where, name: name.trim() }, { onSuccess: () => setName("") });
  };
  return (
    <section aria-label={text("doors.kiosks")}>
      <h2>{text("doors.kiosks")}</h2>
      <p className="second">{text("doors.kiosks_hint")}</p>
      <div className="door-form">
        <SiteChoice value={site} onChange={setSite} />
        <Labelled label={text("doors.name")}>
          {(id) => (
            <Input
              id={id}
              value={name}
              maxLength={60}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Labelled>
        <Button onClick={add} disabled={!name.trim()} loading={create.isPending}>
          {text("doors.add_kiosk")}
        </Button>
      </div>
      {create.error && <Failure error={create.error} />}
      {kiosks.error && <Failure error={kiosks.error} onRetry={() => kiosks.refetch()} />}
      {kiosks.isPending && <Loading rows={2} />}
      {kiosks.data?.kiosks.length === 0 && <p className="second">{text("doors.no_kiosk")}</p>}
      <ul className="doors">
        {kiosks.data?.kiosks.map((kiosk) => (
          <KioskRow key={kiosk.id} kiosk={kiosk} />
        ))}
      </ul>
    </section>
  );
}

function KioskRow({ kiosk }: { kiosk: Kiosk }) {
  const text = useText();
  const remove = useRemoveKiosk();
  return (
    <li className="panel">
      <strong>{kiosk.name}</strong>
      <span className="second">{kiosk.site_name}</span>
      <span className="spread" />
      <Link to={`/kiosk/${kiosk.id}`}>{text("doors.show")}</Link>
      <Remove
        name={kiosk.name}
        hint={text("doors.remove_kiosk_hint")}
        onConfirm={() => remove.mutate(kiosk.id)}
      />
      {remove.error && <Failure error={remove.error} />}
    </li>
  );
}

function Remove(props: { name: string; hint: string; onConfirm: () => void }) {
  const text = useText();
  return (
    <Popconfirm
      title={text("doors.remove_question", { name: props.name })}
      description={props.hint}
      okText={text("doors.remove")}
      onConfirm={props.onConfirm}
    >
      <Button type="link" size="small" danger>
        {text("doors.remove")}
      </Button>
    </Popconfirm>
  );
}

function Terminals() {
  const text = useText();
  const terminals = useTerminals();
  const create = useCreateTerminal();
  const first = useKiosks().data?.sites[0]?.id;
  const [site, setSite] = useState<number>();
  const [entered, setEntered] = useState({ serial: "", name: "", address: "", says_way: false });
  const where = site ?? first;
  const isWhole = entered.serial.trim() !== "" && entered.name.trim() !== "";
  const put = (part: Partial<typeof entered>) => setEntered({ ...entered, ...part });
  const add = () => {
    if (!isWhole || where === undefined) return;
    const { serial, name, address, says_way } = entered;
    create.mutate(
      { serial, name, site: where, says_way, ...(address.trim() ? { address } : {}) },
      { onSuccess: () => setEntered({ serial: "", name: "", address: "", says_way: false }) },
    );
  };
  return (
    <section aria-label={text("doors.terminals")}>
      <h2>{text("doors.terminals")}</h2>
      <p className="second">{text("doors.terminals_hint")}</p>
      <div className="door-form">
        <SiteChoice value={site} onChange={setSite} />
        <Labelled label={text("doors.serial")}>
          {(id) => (
            <Input
              id={id}
              value={entered.serial}
              maxLength={40}
              onChange={(event) => put({ serial: event.target.value })}
            />
          )}
        </Labelled>
        <Labelled label={text("doors.name")}>
          {(id) => (
            <Input
              id={id}
              value={entered.name}
              maxLength={60}
              onChange={(event) => put({ name: event.target.value })}
            />
          )}
        </Labelled>
        <Labelled label={text("doors.address")}>
          {(id) => (
            <Input
              id={id}
              value={entered.address}
              maxLength={45}
              onChange={(event) => put({ address: event.target.value })}
            />
          )}
        </Labelled>
        <Checkbox
          checked={entered.says_way}
          onChange={(event) => put({ says_way: event.target.checked })}
        >
          {text("doors.says_way")}
        </Checkbox>
        <Button onClick={add} disabled={!isWhole} loading={create.isPending}>
          {text("doors.add_terminal")}
        </Button>
      </div>
      {create.error && <Failure error={create.error} />}
      {terminals.error && <Failure error={terminals.error} onRetry={() => terminals.refetch()} />}
      {terminals.isPending && <Loading rows={2} />}
      {terminals.data?.length === 0 && <p className="second">{text("doors.no_terminal")}</p>}
      <ul className="doors">
        {terminals.data?.map((terminal) => (
          <TerminalRow key={terminal.id} terminal={terminal} />
        ))}
      </ul>
    </section>
  );
}

function TerminalRow({ terminal }: { terminal: Terminal }) {
  const text = useText();
  const zone = useZone();
  const remove = useRemoveTerminal();
  return (
    <li className="panel">
      <strong>{terminal.name}</strong>
      <span className="second">{terminal.site_name}</span>
      <span className="second numbers">{terminal.serial}</span>
      <span className="second numbers">
        {terminal.seen_at
          ? text("doors.seen", { time: dayClock(terminal.seen_at, zone) })
          : text("doors.never_seen")}
      </span>
      {terminal.bad_lines > 0 && (
        <span>
          <SeverityMark severity="notice" />{" "}
          {text("doors.bad_lines", { count: terminal.bad_lines })}
        </span>
      )}
      {terminal.dropped > 0 && (
        <span>
          <SeverityMark severity="warning" /> {text("doors.dropped", { count: terminal.dropped })}
        </span>
      )}
      <span className="spread" />
      <Remove
        name={terminal.name}
        hint={text("doors.remove_terminal_hint")}
        onConfirm={() => remove.mutate(terminal.id)}
      />
      {remove.error && <Failure error={remove.error} />}
    </li>
  );
}
