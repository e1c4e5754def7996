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
