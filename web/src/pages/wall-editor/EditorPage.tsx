/**
 * Where a board is put together: pages, a grid of blocks, and what the chosen block shows.
 *
 * Room:  pages/wall-editor; between the list of boards and the wall itself.
 * Holds: nothing is kept until it is saved, and leaving with changes asks; a board that somebody else
 *        changed meanwhile is never overwritten.
 */
import { Button, Input, InputNumber } from "antd";
import { useState } from "react";
import { useParams } from "react-router";
import type { Board, WallBlock, WallLayout } from "../../api/views";
import { useBoard, useChangeBoard, useScopes } from "../../api/walls";
import { useText } from "../../i18n/language";
import { Link } from "../../parts/Link";
import { useLeaveWarning } from "../../parts/leave-warning";
import { PageHead } from "../../parts/Page";
import { Failure, Loading } from "../../parts/states";
import { useFollowedWall } from "../wall/follow-wall";
import { AddBlock, BlockForm, ScopeField } from "./BlockForm";
import { Canvas } from "./Canvas";
import { changed, mostPages, without, withPage } from "./layout-moves";
import "./editor.css";
import { Choice } from "../../parts/Choice";

export function EditorPage() {
  const text = useText();
  const { id = "" } = useParams();
  const board = useBoard(id);
  return (
    <>
      {!board.data && <PageHead title={text("editor.title")} />}
      {board.error && <Failure error={board.error} onRetry={() => board.refetch()} />}
      {board.isPending && <Loading rows={10} />}
      {board.data && <Editor key={board.data.revision} id={id} board={board.data} />}
    </>
  );
}

function Editor({ id, board }: { id: string; board: Board }) {
  const text = useText();
  const [name, setName] = useState(board.name);
  const [layout, setLayout] = useState(board.layout);
  const [revision, setRevision] = useState(board.revision);
  const [savedAs, setSavedAs] = useState(() => written(board.name, board.layout));
  const save = useChangeBoard(id);
  const isChanged = written(name, layout) !== savedAs;
  useLeaveWarning(isChanged);
  const send = () =>
    save.mutate(
      { name: name.trim(), layout, revision },
      {
        onSuccess: ({ board: kept }) => {
          setRevision(kept.revision);
          setSavedAs(written(kept.name, kept.layout));
        },
      },
    );
  return (
    <>
      <PageHead title={text("editor.title")}>
        <Link to="/walls">{text("wall.to_boards")}</Link>
        <span className="spread" />
        <span className="second" role="status">
          {text(isChanged ? "editor.unsaved" : "editor.saved")}
        </span>
        <Link to={`/wall/${id}`}>{text("wall.show")}</Link>
        <Button type="primary" onClick={send} loading={save.isPending} disabled={!isChanged}>
          {text("action.save")}
        </Button>
      </PageHead>
      {save.error && <Failure error={save.error} />}
      <div className="editor-head">
        <div className="editor-field">
          <label htmlFor="board-name">{text("editor.name")}</label>
          <Input
            id="board-name"
            value={name}
            maxLength={100}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <div className="editor-field">
          <label htmlFor="board-rotate">{text("editor.rotate")}</label>
          <InputNumber<number>
            id="board-rotate"
            min={5}
            max={3600}
            value={layout.rotate_s}
            suffix={text("editor.seconds")}
            onChange={(value) => value && setLayout({ ...layout, rotate_s: value })}
          />
        </div>
        <ScopeField
          label={text("editor.attention")}
          scope={layout.attention}
          onChange={(attention) => setLayout({ ...layout, attention })}
        />
      </div>
      <Pages id={id} layout={layout} onChange={setLayout} />
    </>
  );
}

const written = (name: string, layout: WallLayout) => JSON.stringify([name.trim(), layout]);

type PagesProps = { id: string; layout: WallLayout; onChange: (layout: WallLayout) => void };

function Pages({ id, layout, onChange }: PagesProps) {
  const text = useText();
  const [wanted, setWanted] = useState(0);
  const [chosen, setChosen] = useState<number | null>(null);
  const followed = useFollowedWall(id, null);
  const scopes = useScopes();
  const index = Math.min(wanted, layout.pages.length - 1);
  const page = layout.pages[index];
  if (!page) return null;
  const block = page.blocks.find((one) => one.id === chosen) ?? null;
  const show = (number: number) => {
    setWanted(number);
    setChosen(null);
  };
  const addPage = () => {
    onChange({ ...layout, pages: [...layout.pages, { blocks: [] }] });
    show(layout.pages.length);
  };
  const removePage = () => {
    onChange({ ...layout, pages: layout.pages.filter((_, place) => place !== index) });
    show(Math.max(0, index - 1));
  };
  const change = (next: WallBlock) => onChange(withPage(layout, index, changed(page, next)));
  const remove = (gone: number) => {
    onChange(withPage(layout, index, without(page, gone)));
    setChosen(null);
  };
  return (
    <div className="editor">
      <section className="stack" aria-label={text("editor.page")}>
        <div className="editor-pages">
          <Choice<number>
            aria-label={text("editor.page")}
            value={index}
            onChange={show}
            options={layout.pages.map((_, number) => ({
              value: number,
              label: text("editor.page_number", { number: number + 1 }),
            }))}
          />
          <Button onClick={addPage} disabled={layout.pages.length >= mostPages}>
            {text("editor.add_page")}
          </Button>
          <Button onClick={removePage} disabled={layout.pages.length === 1}>
            {text("editor.remove_page")}
          </Button>
        </div>
        <Canvas
          page={page}
          view={followed.view}
          chosen={chosen}
          onChoose={setChosen}
          onChange={(next) => onChange(withPage(layout, index, next))}
          onRemove={remove}
        />
        <p className="second editor-keys">{text("editor.keys")}</p>
      </section>
      <aside className="panel stack" aria-label={text("editor.block")}>
        <AddBlock
          layout={layout}
          page={page}
          onAdd={(made) => {
            onChange(withPage(layout, index, { blocks: [...page.blocks, made] }));
            setChosen(made.id);
          }}
        />
        {scopes.error && <Failure error={scopes.error} onRetry={() => scopes.refetch()} />}
        {block ? (
          <BlockForm block={block} onChange={change} onRemove={() => remove(block.id)} />
        ) : (
          <p className="second">{text("editor.choose_block")}</p>
        )}
      </aside>
    </div>
  );
}
