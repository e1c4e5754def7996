-- What each synchronisation with the directory did.
CREATE TABLE directory_sync (
    sync BIGINT PRIMARY KEY,
    began_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    -- who asked for it
    actor TEXT NOT NULL,
    -- 1: nothing was changed, only told
    is_dry_run BIGINT NOT NULL,
    -- JSON: counts, changes with their reasons, what went wrong
    report TEXT NOT NULL
);
