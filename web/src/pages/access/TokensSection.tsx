/**
 * What opens the house without a person: API tokens of programs, and links of wall screens.
 *
 * Room:  pages/access.
 * Holds: a token is shown once, when it is made; what is over stays in the list, last; what ends soon is marked.
 */
import { Button, Popconfirm } from "antd";
import { type ReactNode, useState } from "react";
import { useSession, useZone } from "../../api/queries";
import { may } from "../../api/rights";
import { useRevokeToken, useTokens } from "../../api/tokens";
import type { ApiToken, WallToken } from "../../api/views";
import { useAllWallTokens, useBoards, useRevokeWallToken } from "../../api/walls";
import { dayClock } from "../../format/times";
import { useText } from "../../i18n/language";
import { Link } from "../../parts/Link";
import { SeverityMark } from "../../parts/Mark";
import { Empty, Failure, Loading } from "../../parts/states";
import { NewTokenForm } from "./NewTokenForm";
import { scopeNames } from "./scope-words";
import { isOver, termOf } from "./token-terms";

export function TokensSection() {
  const text = useText();
  const session = useSession().data;
  const mayWalls = may(session, "manage_walls");
  return (
    <div className="stack">
      <ApiTokens />
      {mayWalls && <WallLinks />}
      <p className="second">{text("tokens.explanation")}</p>
    </div>
  );
}

function ApiTokens() {
  const text = useText();
  const tokens = useTokens();
  const revoke = useRevokeToken();
  const [isMaking, setMaking] = useState(false);
  return (
    <section aria-labelledby="api-tokens">
      <div className="settings-tools">
        <h2 id="api-tokens">{text("tokens.api")}</h2>
        <span className="spread" />
        {!isMaking && (
          <Button type="primary" onClick={() => setMaking(true)}>
            {text("tokens.new")}
          </Button>
        )}
      </div>
      {isMaking && <NewTokenForm onDone={() => setMaking(false)} />}
      {tokens.error && <Failure error={tokens.error} onRetry={() => tokens.refetch()} />}
      {revoke.error && <Failure error={revoke.error} />}
      {tokens.isPending && <Loading rows={3} />}
      {tokens.data?.length === 0 && (
        <Empty title={text("tokens.none")} hint={text("tokens.none_hint")} />
      )}
      <ul className="tokens">
        {sorted(tokens.data ?? []).map((token) => (
          <TokenLine
            key={token.id}
            token={token}
            onRevoke={() => revoke.mutate(token.id)}
            isRevoking={revoke.isPending && revoke.variables === token.id}
          >
            {token.scopes.map((scope) => (
              <span key={scope} className="origin" title={scope}>
                {text(scopeNames[scope])}
              </span>
            ))}
          </TokenLine>
        ))}
      </ul>
    </section>
  );
}

function WallLinks() {
  const text = useText();
  const tokens = useAllWallTokens(true);
  const boards = useBoards();
  const nameOf = (board: number) =>
    boards.data?.find((one) => one.id === board)?.name ?? String(board);
  return (
    <section aria-labelledby="wall-links">
      <div className="settings-tools">
        <h2 id="wall-links">{text("tokens.walls")}</h2>
        <span className="spread" />
        <Link to="/walls">{text("tokens.to_walls")}</Link>
      </div>
      {tokens.error && <Failure error={tokens.error} onRetry={() => tokens.refetch()} />}
      {tokens.isPending && <Loading rows={2} />}
      {tokens.data?.length === 0 && <p className="second">{text("tokens.no_walls")}</p>}
      <ul className="tokens">
        {sorted(tokens.data ?? []).map((token) => (
          <WallLine key={token.id} token={token} board={nameOf(token.board)} />
        ))}
      </ul>
    </section>
  );
}

function WallLine({ token, board }: { token: WallToken; board: string }) {
  const text = useText();
  const revoke = useRevokeWallToken(token.board);
  return (
    <TokenLine
      token={token}
      onRevoke={() => revoke.mutate(token.id)}
      isRevoking={revoke.isPending}
      failure={revoke.error}
    >
      <span className="origin">{text("tokens.board", { board })}</span>
    </TokenLine>
  );
}

/** Those that work first, the youngest first. */
function sorted<T extends ApiToken | WallToken>(tokens: T[]): T[] {
  const now = Date.now();
  return [...tokens].sort((a, b) => Number(isOver(a, now)) - Number(isOver(b, now)) || b.id - a.id);
}

type LineProps = {
  token: ApiToken | WallToken;
  isRevoking: boolean;
  failure?: Error | null;
  onRevoke: () => void;
  children: ReactNode;
};

function TokenLine({ token, isRevoking, failure, onRevoke, children }: LineProps) {
  const text = useText();
  const zone = useZone();
  const term = termOf(token, Date.now());
  const time = (at: string) => dayClock(at, zone).slice(0, 16);
  const used = token.used_at
    ? text("tokens.used", { time: time(token.used_at) })
    : text("walls.never_used");
  return (
    <li className={term.isOver ? "panel token is-over" : "panel token"} data-term={term.kind}>
      <strong className="token-name">{token.name}</strong>
      <span className="token-scopes">{children}</span>
      <span className="token-term numbers">
        <SeverityMark severity={term.severity} />{" "}
        {term.at === null
          ? text("tokens.endless")
          : text(termNames[term.kind], { time: time(term.at) })}
      </span>
      <span className="second numbers token-more">
        {text("tokens.made", { who: token.made_by, time: time(token.created_at) })} · {used}
      </span>
      {!term.isOver && (
        <Popconfirm
          title={text("tokens.revoke_question", { name: token.name })}
          description={text("tokens.revoke_hint")}
          okText={text("walls.revoke")}
          onConfirm={onRevoke}
        >
          <Button size="small" danger loading={isRevoking} className="token-revoke">
            {text("walls.revoke")}
          </Button>
        </Popconfirm>
      )}
      {failure && <Failure error={failure} />}
    </li>
  );
}

const termNames = {
  good: "tokens.ends",
  soon: "tokens.ends_soon",
  ended: "tokens.ended",
  revoked: "tokens.revoked",
  endless: "tokens.ends",
} as const;
