-- What happened at the nodes of the IVR, by 15 minutes. `part` says what is counted and `value` by
-- which key it was left, or to which node or queue it led.
CREATE TABLE ivr_cell (
    start BIGINT NOT NULL,
    node BIGINT NOT NULL,
    part BIGINT NOT NULL,
    value BIGINT NOT NULL,
    lane BIGINT NOT NULL,
    count BIGINT NOT NULL,
    -- microseconds
    time BIGINT NOT NULL,
    PRIMARY KEY (start, node, part, value, lane)
) WITHOUT ROWID;
-- Floor plans: where the seats of a site stand.
CREATE TABLE floor_plan (
    floor BIGINT PRIMARY KEY,
    site BIGINT NOT NULL,
    name TEXT NOT NULL,
    -- JSON: size, shapes, seats
    layout TEXT NOT NULL,
    -- rises with every change
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    -- A removed floor keeps its number, so that no other floor ever gets it.
    removed_at BIGINT
);
CREATE INDEX floor_plan_by_site ON floor_plan (site);
