-- What somebody has to look at, because somebody acted beyond right or habit: one open row for each
-- rule, actor and local day.
CREATE TABLE compliance_event (
    event BIGINT PRIMARY KEY,
    rule TEXT NOT NULL,
    actor TEXT NOT NULL,
    -- local day, YYYY-MM-DD
    day TEXT NOT NULL,
    -- 1 yellow, 2 orange, 3 red
    severity BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    -- the last audit row that counts in it: later ones make another event, once this one is taken note of
    through BIGINT NOT NULL,
    -- JSON: what was counted, against what, the audit rows
    evidence TEXT NOT NULL,
    noted_at BIGINT,
    noted_by TEXT,
    note TEXT,
    -- rises with every change
    revision BIGINT NOT NULL
);
CREATE INDEX compliance_event_by_actor ON compliance_event (actor, day, rule);

-- What actors did by hour of a local day: of it habits are made.
CREATE TABLE compliance_habit (
    actor TEXT NOT NULL,
    -- local day, YYYY-MM-DD
    day TEXT NOT NULL,
    hour BIGINT NOT NULL,
    deeds BIGINT NOT NULL,
    -- people looked at, each once in the hour
    people BIGINT NOT NULL,
    PRIMARY KEY (actor, day, hour)
);
CREATE INDEX compliance_habit_by_day ON compliance_habit (day);

-- An actor's day is read again with each slice of the audit list.
CREATE INDEX audit_by_actor_at ON audit (actor, at);
