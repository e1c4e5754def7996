-- Views of tables that an account keeps for itself.
CREATE TABLE saved_view (
    view BIGINT PRIMARY KEY,
    account BIGINT NOT NULL,
    page TEXT NOT NULL,
    name TEXT NOT NULL,
    -- JSON: columns, order, filters, thresholds, density
    settings TEXT NOT NULL,
    -- 1: the page begins with it; at most one for each account and page
    is_default BIGINT NOT NULL,
    -- rises with every change
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    -- A removed view keeps its number, so that no other view ever gets it, and nothing else.
    removed_at BIGINT
);
CREATE INDEX saved_view_by_account ON saved_view (account);
