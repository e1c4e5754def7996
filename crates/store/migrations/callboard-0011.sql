-- Where a session was opened, from what, and by which way of signing in.
ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN way TEXT NOT NULL DEFAULT 'password';

-- Sign-ins whose password was right and which wait for their second step.
CREATE TABLE pending_sign_in (
    token_hash BLOB PRIMARY KEY,
    account BIGINT NOT NULL,
    -- what is asked for: code, enrolment
    step TEXT NOT NULL,
    way TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX pending_sign_in_by_account ON pending_sign_in (account);

-- Second factors (RFC 6238). Secrets are encrypted under a key of the keys folder.
CREATE TABLE second_factor (
    account BIGINT PRIMARY KEY,
    secret BLOB,
    enrolled_at BIGINT,
    -- the last time step whose code was taken: none is taken twice
    used_step BIGINT NOT NULL,
    -- shown for enrolment and not confirmed yet
    candidate BLOB,
    candidate_at BIGINT
);

-- Recovery codes, keyed hashes; each is taken once.
CREATE TABLE recovery_code (
    account BIGINT NOT NULL,
    code_hash BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (account, code_hash)
);
