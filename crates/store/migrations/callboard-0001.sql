-- What left the live state, and the house's own tables. Instants are microseconds UTC; codes are
-- those of crates/store/src/code.rs.

-- How far each lane is projected into the tables below.
CREATE TABLE applied (
    lane BIGINT PRIMARY KEY,
    through BIGINT NOT NULL
);

CREATE TABLE contact (
    contact BIGINT NOT NULL,
    entry BIGINT NOT NULL,
    lane BIGINT NOT NULL,
    source BIGINT NOT NULL,
    channel BIGINT NOT NULL,
    direction BIGINT NOT NULL,
    did BIGINT,
    customer BIGINT,
    queue BIGINT,
    skill BIGINT,
    agent BIGINT,
    team BIGINT,
    arrived_at BIGINT NOT NULL,
    queued_at BIGINT,
    left_queue_at BIGINT,
    ended_at BIGINT NOT NULL,
    -- queued_at, or arrived_at where no queue was entered: the time by which contacts are listed
    entered_at BIGINT NOT NULL,
    outcome BIGINT NOT NULL,
    reason BIGINT NOT NULL,
    ended_by BIGINT NOT NULL,
    wait BIGINT NOT NULL,
    talk BIGINT NOT NULL,
    hold BIGINT NOT NULL,
    after_contact_work BIGINT NOT NULL,
    rung_out BIGINT NOT NULL,
    ivr_node BIGINT,
    -- 1: after opening hours, 2: at least one fact was inferred
    flags BIGINT NOT NULL,
    first_sequence BIGINT NOT NULL,
    last_sequence BIGINT NOT NULL,
    PRIMARY KEY (contact, entry)
) WITHOUT ROWID;
CREATE INDEX contact_by_time ON contact (entered_at, contact, entry);
CREATE INDEX contact_by_queue ON contact (queue, entered_at, contact, entry);
CREATE INDEX contact_by_agent ON contact (agent, entered_at, contact, entry) WHERE agent IS NOT NULL;
CREATE INDEX contact_by_customer ON contact (customer, entered_at) WHERE customer IS NOT NULL;

-- Counts of a queue (kind 0) or a dialled number (kind 1) in 5 minutes.
CREATE TABLE contact_cell (
    kind BIGINT NOT NULL,
    id BIGINT NOT NULL,
    -- 0 by arrival, 1 by event
    attribution BIGINT NOT NULL,
    start BIGINT NOT NULL,
    lane BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    counts BLOB NOT NULL,
    PRIMARY KEY (kind, id, attribution, start, lane)
) WITHOUT ROWID;

-- What an agent (kind 0) or a seat (kind 1) did in 15 minutes; team -1 is none.
CREATE TABLE work_cell (
    kind BIGINT NOT NULL,
    id BIGINT NOT NULL,
    start BIGINT NOT NULL,
    team BIGINT NOT NULL,
    lane BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    counts BLOB NOT NULL,
    PRIMARY KEY (kind, id, start, team, lane)
) WITHOUT ROWID;

CREATE TABLE state_span (
    agent BIGINT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    state BIGINT NOT NULL,
    reason BIGINT NOT NULL,
    lane BIGINT NOT NULL,
    seat BIGINT,
    PRIMARY KEY (agent, from_at, until_at, state, reason, lane)
) WITHOUT ROWID;

CREATE TABLE anomaly (
    lane BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    position BIGINT NOT NULL,
    anomaly BIGINT NOT NULL,
    source BIGINT NOT NULL,
    contact BIGINT,
    agent BIGINT,
    at BIGINT NOT NULL,
    PRIMARY KEY (lane, sequence, position)
) WITHOUT ROWID;
CREATE INDEX anomaly_by_time ON anomaly (at, lane, sequence, position);

CREATE TABLE account (
    account BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT
);
CREATE UNIQUE INDEX account_by_name ON account (name);

CREATE TABLE session (
    token_hash BLOB PRIMARY KEY,
    account BIGINT NOT NULL,
    csrf_token TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_by_account ON session (account);

CREATE TABLE api_token (
    token BIGINT PRIMARY KEY,
    token_hash BLOB NOT NULL,
    name TEXT NOT NULL,
    -- words separated by one space
    scopes TEXT NOT NULL,
    -- the account that made it
    account BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    used_at BIGINT,
    revoked_at BIGINT
);
CREATE UNIQUE INDEX api_token_by_hash ON api_token (token_hash);

-- One-time links: the first administrator's password.
CREATE TABLE setup_token (
    token_hash BLOB PRIMARY KEY,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Failed sign-ins, by account name or address: `subject` says which.
CREATE TABLE sign_in_failure (
    subject TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);

-- Append-only; each row's hash covers the row and the hash before it.
CREATE TABLE audit (
    number BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    origin TEXT NOT NULL,
    hash BLOB NOT NULL
);

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    -- JSON
    value TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);

-- Changes of master data that are still to be journaled; written with the change itself.
CREATE TABLE outbox (
    number BIGINT PRIMARY KEY,
    version BIGINT NOT NULL,
    event BLOB NOT NULL
);

-- Customers' numbers, each under a data key of its own that only the master key opens.
-- A destroyed data key leaves bytes that nobody can read.
CREATE TABLE customer (
    token BIGINT PRIMARY KEY,
    data_key BLOB,
    number BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    erased_at BIGINT
);
