-- People: who works for the house. What changes about them stands in person_fact, by day.
CREATE TABLE person (
    person BIGINT PRIMARY KEY,
    -- of the house (工号)
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    -- local days, YYYY-MM-DD
    hired_on TEXT NOT NULL,
    -- the first day on which they are gone
    left_on TEXT,
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX person_by_number ON person (number);

-- What holds of a person from first_day up to until_day, which is the first day after it.
-- Spans of one person, kind and slot never overlap.
CREATE TABLE person_fact (
    person BIGINT NOT NULL,
    -- site, team, skill, contract, agent, account, leads, seat
    kind TEXT NOT NULL,
    -- the skill, agent, account, team led, seat; 0 where a person has one of the kind at a time
    slot BIGINT NOT NULL,
    first_day TEXT NOT NULL,
    -- 9999-12-31: no end is known
    until_day TEXT NOT NULL,
    -- the site, the team, the level of the skill; 1 where the slot says it all
    value BIGINT NOT NULL,
    -- JSON; what else there is to say
    detail TEXT NOT NULL,
    PRIMARY KEY (person, kind, slot, first_day)
);
CREATE INDEX person_fact_by_slot ON person_fact (kind, slot, first_day);
CREATE INDEX person_fact_by_value ON person_fact (kind, value, first_day);

-- What was changed about a person, when, by whom and why; only ever added to.
CREATE TABLE person_change (
    change BIGINT PRIMARY KEY,
    person BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    -- created, number, name, hired_on, left_on, or the kind of fact
    what TEXT NOT NULL,
    slot BIGINT NOT NULL,
    -- from which day on it holds; null where the thing knows no days
    from_day TEXT,
    -- JSON
    was TEXT,
    became TEXT,
    reason TEXT
);
CREATE INDEX person_change_by_person ON person_change (person, change);

-- What few may know: with the day on which the person agreed that it is kept. Taken out, it is gone.
CREATE TABLE person_protected (
    person BIGINT NOT NULL,
    -- pregnant, nursing
    kind TEXT NOT NULL,
    first_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    consent_on TEXT NOT NULL,
    noted_at BIGINT NOT NULL,
    noted_by TEXT NOT NULL,
    PRIMARY KEY (person, kind, first_day)
);
