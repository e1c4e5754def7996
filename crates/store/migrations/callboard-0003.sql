-- Orders to telephone systems by the key that their giver chose, so that none acts twice. An order
-- without an answer was begun and its end is not known.
CREATE TABLE telephone_order (
    actor TEXT NOT NULL,
    key TEXT NOT NULL,
    -- what was asked for, in words without a customer's number
    request TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    -- JSON
    answer TEXT,
    PRIMARY KEY (actor, key)
);
CREATE INDEX telephone_order_by_time ON telephone_order (given_at);
