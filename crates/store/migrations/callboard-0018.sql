-- What is a violation, from a day on, up to the next such day of the same code.
CREATE TABLE discipline_rule (
    code TEXT NOT NULL,
    -- local day, YYYY-MM-DD
    first_day TEXT NOT NULL,
    -- JSON: names, level, points, whether it is in use
    content TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (code, first_day)
);

-- The line of the rate, the days of appeals and the like, from a day on.
CREATE TABLE discipline_limit (
    first_day TEXT PRIMARY KEY,
    -- JSON
    content TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);

-- Somebody looked at people at work.
CREATE TABLE discipline_check (
    discipline_check BIGINT PRIMARY KEY,
    -- given by the phone: the same check sent twice is kept once
    request TEXT NOT NULL,
    day TEXT NOT NULL,
    -- team, patrol, unannounced
    level TEXT NOT NULL,
    site BIGINT NOT NULL,
    team BIGINT,
    area TEXT NOT NULL,
    -- how many people were looked at
    looked_at BIGINT NOT NULL,
    checked_at BIGINT NOT NULL,
    checked_by TEXT NOT NULL
);
CREATE UNIQUE INDEX discipline_check_by_request ON discipline_check (request);
CREATE INDEX discipline_check_by_day ON discipline_check (day);

-- What was seen, and what became of it.
CREATE TABLE discipline_finding (
    finding BIGINT PRIMARY KEY,
    -- given by whoever reports: the same is kept once
    request TEXT NOT NULL,
    day TEXT NOT NULL,
    -- employee number; absent: nobody knows who it was
    person TEXT,
    -- of that day
    team BIGINT,
    site BIGINT,
    discipline_check BIGINT,
    -- JSON: the rule as it was, what was seen, appeal, decisions
    content TEXT NOT NULL,
    -- rises with every change
    revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX discipline_finding_by_request ON discipline_finding (request);
CREATE INDEX discipline_finding_by_day ON discipline_finding (day);

-- One picture of a finding, without what a camera writes beside it.
CREATE TABLE discipline_photo (
    finding BIGINT PRIMARY KEY,
    media_type TEXT NOT NULL,
    picture BLOB NOT NULL,
    kept_at BIGINT NOT NULL
);

-- What somebody did well.
CREATE TABLE discipline_commendation (
    commendation BIGINT PRIMARY KEY,
    day TEXT NOT NULL,
    person TEXT NOT NULL,
    team BIGINT,
    site BIGINT,
    points BIGINT NOT NULL,
    reason TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    given_by TEXT NOT NULL
);
CREATE INDEX discipline_commendation_by_day ON discipline_commendation (day);

-- The list of a month as it was published; a later revision says why.
CREATE TABLE discipline_list (
    month TEXT NOT NULL,
    revision BIGINT NOT NULL,
    -- JSON
    content TEXT NOT NULL,
    reason TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    published_by TEXT NOT NULL,
    PRIMARY KEY (month, revision)
);
