/**
 * The boards of the house: open, put together, link to a screen; the first one in one click.
 *
 * Room:  pages/walls; in the shell, on a desk and in the hand.
 */
import { Button, Popconfirm } from "antd";
import { useState } from "react";
import { useSession } from "../../api/queries";
import { may } from "../../api/rights";
import type { Board, WallBlock } from "../../api/views";
import { useBoards, useCreateBoard, useRemoveBoard } from "../../api/walls";
import { type Key, useText } from "../../i18n/language";
import { Link } from "../../parts/Link";
import { PageHead } from "../../parts/Page";
import { Empty, Failure, Loading } from "../../parts/states";
import { kindNames } from "../wall/wall-words";
import { LinksPanel } from "./LinksPanel";
import "./walls.css";

export function WallsPage() {
  const text = useText();
  const session = useSession();
  const boards = useBoards();
  const create = useCreateBoard();
  const mayManage = may(session.data, "manage_walls");
  const list = boards.data ?? [];
  const make = () => create.mutate({ name: nameFor(list, text("walls.first_name")) });
  return (
    <>
      <PageHead title={text("nav.walls")}>
        <span className="spread" />
        {mayManage && list.length > 0 && (
          <Button onClick={make} loading={create.isPending}>
            {text("walls.new")}
          </Button>
        )}
      </PageHead>
      {boards.error && <Failure error={boards.error} onRetry={() => boards.refetch()} />}
      {create.error && <Failure error={create.error} />}
      {boards.isPending && <Loading />}
      {boards.data?.length === 0 && (
        <Empty
          title={text("walls.first_use")}
          hint={text(mayManage ? "walls.first_use_hint" : "walls.first_use_viewer")}
        >
          {mayManage && (
            <Button type="primary" onClick={make} loading={create.isPending}>
              {text("walls.make_first")}
            </Button>
          )}
        </Empty>
      )}
      <ul className="boards">
        {list.map((board) => (
          <BoardCard key={board.id} board={board} mayManage={mayManage} />
        ))}
      </ul>
    </>
  );
}

/** The first name that no board has yet. */
function nameFor(boards: Board[], name: string): string {
  const taken = boards.map((board) => board.name);
  let number = 1;
  const numbered = () => (number === 1 ? name : `${name} ${number}`);
  while (taken.includes(numbered())) number += 1;
  return numbered();
}

function BoardCard({ board, mayManage }: { board: Board; mayManage: boolean }) {
  const text = useText();
  const remove = useRemoveBoard();
  const [isOpen, setOpen] = useState(false);
  return (
    <li className="panel board">
      <Sketch board={board} />
      <div className="board-words">
        <h2>{board.name}</h2>
        <p className="second">
          {text("walls.pages", {
            pages: board.layout.pages.length,
            seconds: board.layout.rotate_s,
          })}
        </p>
        <div className="board-actions">
          <Link className="board-open" to={`/wall/${board.id}`}>
            {text("wall.show")}
          </Link>
          {mayManage && (
            <>
              <Link to={`/walls/${board.id}/edit`}>{text("walls.edit")}</Link>
              <Button
                type="link"
                size="small"
                aria-expanded={isOpen}
                onClick={() => setOpen(!isOpen)}
              >
                {text("walls.links")}
              </Button>
              <Popconfirm
                title={text("walls.remove_question", { name: board.name })}
                description={text("walls.remove_hint")}
                okText={text("walls.remove")}
                onConfirm={() => remove.mutate(board.id)}
              >
                <Button type="link" size="small" danger>
                  {text("walls.remove")}
                </Button>
              </Popconfirm>
            </>
          )}
        </div>
        {remove.error && <Failure error={remove.error} />}
      </div>
      {isOpen && <LinksPanel board={board} />}
    </li>
  );
}

/** The first page in small: where which kind of block stands. */
function Sketch({ board }: { board: Board }) {
  const text = useText();
  const blocks = board.layout.pages[0]?.blocks ?? [];
  return (
    <svg
      className="sketch"
      viewBox="-0.2 -1.4 12.4 7.6"
      role="img"
      aria-label={words(blocks, text)}
    >
      <rect className="sketch-attention" x="0.1" y="-1.2" width="11.8" height="1" rx="0.2" />
      {blocks.map((block) => (
        <rect
          key={block.id}
          className={`sketch-${block.kind}`}
          x={block.x + 0.1}
          y={block.y + 0.1}
          width={block.width - 0.2}
          height={block.height - 0.2}
          rx="0.2"
        />
      ))}
    </svg>
  );
}

function words(blocks: WallBlock[], text: (key: Key) => string): string {
  return blocks.map((block) => text(kindNames[block.kind])).join(", ") || text("wall.empty_page");
}
