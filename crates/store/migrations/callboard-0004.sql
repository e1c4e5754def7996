-- Boards of the wall screens, and the links that show one of them without a sign-in.
CREATE TABLE wall_board (
    board BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    -- JSON: pages of blocks
    layout TEXT NOT NULL,
    -- rises with every change
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    -- A removed board keeps its number, so that no other board ever gets it.
    removed_at BIGINT
);

CREATE TABLE wall_token (
    token BIGINT PRIMARY KEY,
    token_hash BLOB NOT NULL,
    board BIGINT NOT NULL,
    name TEXT NOT NULL,
    -- the account that made it
    account BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    revoked_at BIGINT
);
CREATE UNIQUE INDEX wall_token_by_hash ON wall_token (token_hash);
CREATE INDEX wall_token_by_board ON wall_token (board);
