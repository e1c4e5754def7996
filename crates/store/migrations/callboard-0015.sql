-- Where codes are shown.
CREATE TABLE attendance_kiosk (
    kiosk BIGINT PRIMARY KEY,
    site BIGINT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- A removed kiosk keeps its number, so that no other ever gets it.
    removed_at BIGINT
);

-- Terminals that may send punches.
CREATE TABLE attendance_terminal (
    terminal BIGINT PRIMARY KEY,
    serial TEXT NOT NULL,
    site BIGINT NOT NULL,
    name TEXT NOT NULL,
    -- only from this address, where one is given
    address TEXT,
    -- 1: people press a key for coming and going
    says_way BIGINT NOT NULL,
    stamp BIGINT,
    firmware TEXT,
    seen_at BIGINT,
    -- lines that gave no punch, and lines and tables that were dropped unread
    bad_lines BIGINT NOT NULL,
    dropped BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT
);
CREATE INDEX attendance_terminal_by_serial ON attendance_terminal (serial);

-- Somebody passed. The id is the same however often the same passing is sent.
CREATE TABLE attendance_punch (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    site BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- in, out, pass
    way TEXT NOT NULL,
    -- JSON: who says so
    source TEXT NOT NULL,
    kept_at BIGINT NOT NULL
);
CREATE INDEX attendance_punch_by_time ON attendance_punch (at);

-- The last code that a person used at a kiosk.
CREATE TABLE attendance_use (
    person TEXT NOT NULL,
    kiosk BIGINT NOT NULL,
    step BIGINT NOT NULL,
    PRIMARY KEY (person, kiosk)
);

-- Whose phone it is: one for each person, none for two.
CREATE TABLE attendance_phone (
    person TEXT PRIMARY KEY,
    device_hash BLOB NOT NULL,
    bound_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX attendance_phone_by_device ON attendance_phone (device_hash);

-- Shifts from files, until rosters are published.
CREATE TABLE attendance_shift (
    person TEXT NOT NULL,
    begins_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    site BIGINT NOT NULL,
    -- JSON: stretches of the shift
    breaks TEXT NOT NULL,
    PRIMARY KEY (person, begins_at)
);
CREATE INDEX attendance_shift_by_time ON attendance_shift (begins_at);

-- What a site asks of its people from a day on, up to the next such day.
CREATE TABLE attendance_policy (
    site BIGINT NOT NULL,
    -- local day, YYYY-MM-DD
    first_day TEXT NOT NULL,
    -- JSON
    content TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (site, first_day)
);

-- What did not fit, and what became of it.
CREATE TABLE attendance_case (
    attendance_case BIGINT PRIMARY KEY,
    day TEXT NOT NULL,
    person TEXT NOT NULL,
    part BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- JSON: the anomaly, its explanation and decision
    content TEXT NOT NULL,
    -- rises with every change
    revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX attendance_case_by_identity ON attendance_case (day, person, part, kind);
