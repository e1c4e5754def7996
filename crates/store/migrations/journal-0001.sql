-- The journal: lanes of records, written in blocks of lines (one block per append).
CREATE TABLE lane (
    lane BIGINT PRIMARY KEY,
    -- 0 live, 1 imported, 2 generated
    kind BIGINT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    sealed_at BIGINT
);
INSERT INTO lane (lane, kind, name, created_at, sealed_at) VALUES (0, 0, 'live', 0, NULL);

-- One line of JSON per record:
-- [sequence, occurred_at, journalled_at, source, epoch, counter, certainty, version, event]
CREATE TABLE block (
    lane BIGINT NOT NULL,
    first_sequence BIGINT NOT NULL,
    last_sequence BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    crc BIGINT NOT NULL,
    lines BLOB NOT NULL,
    PRIMARY KEY (lane, first_sequence)
);

-- The highest number of each source that the journal holds.
CREATE TABLE mark (
    lane BIGINT NOT NULL,
    source BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    counter BIGINT NOT NULL,
    PRIMARY KEY (lane, source)
);

-- Records that moved to files in archive/.
CREATE TABLE segment (
    lane BIGINT NOT NULL,
    first_sequence BIGINT NOT NULL,
    last_sequence BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    file TEXT NOT NULL,
    PRIMARY KEY (lane, first_sequence)
);
