-- Who is told of changes. A removed one keeps its number, so that no other ever gets it.
CREATE TABLE webhook (
    webhook BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    -- families of changes, between blanks: ' people forecasts '
    families TEXT NOT NULL,
    -- 1: may be told whom a change is about
    is_personal BIGINT NOT NULL,
    -- encrypted under a key of the keys folder
    secret BLOB NOT NULL,
    -- the secret before, which signs too until then
    old_secret BLOB,
    old_until BIGINT,
    created_at BIGINT NOT NULL,
    paused_at BIGINT,
    removed_at BIGINT,
    revision BIGINT NOT NULL
);

-- What changed, written with the change itself.
CREATE TABLE change_event (
    event BIGINT PRIMARY KEY,
    -- the record it came from, where that is in the journal
    sequence BIGINT,
    family TEXT NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- JSON, for everybody who is told
    content TEXT NOT NULL,
    -- JSON, besides, for those who may be told whom it is about
    personal TEXT NOT NULL
);
CREATE UNIQUE INDEX change_event_by_sequence ON change_event (sequence);

-- What one of them is still to be told, was told, or could not be told.
CREATE TABLE webhook_delivery (
    webhook BIGINT NOT NULL,
    event BIGINT NOT NULL,
    family TEXT NOT NULL,
    -- waiting, done, dead
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    tried_at BIGINT,
    status BIGINT,
    problem TEXT,
    PRIMARY KEY (webhook, event)
);
CREATE INDEX webhook_delivery_by_state ON webhook_delivery (state, webhook, family, event);
