-- Raw frames of the sources, redacted, for a few days: to see what a telephone system really said.
CREATE TABLE frame (
    id INTEGER PRIMARY KEY,
    source BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    bytes BLOB NOT NULL
);
CREATE INDEX frame_by_source ON frame (source, received_at);
CREATE INDEX frame_by_time ON frame (received_at);
