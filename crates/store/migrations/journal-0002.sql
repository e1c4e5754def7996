-- Where the audit log of the other file ended at least: a log that ends before it was cut off.
CREATE TABLE audit_end (
    -- always 1
    only BIGINT PRIMARY KEY,
    number BIGINT NOT NULL,
    hash BLOB NOT NULL
);
