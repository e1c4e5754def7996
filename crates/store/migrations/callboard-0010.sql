-- Forecasts as they were made. The numbers of a run are never changed: what people know better stands
-- beside them, and a published run takes no more of it.
CREATE TABLE forecast (
    forecast BIGINT PRIMARY KEY,
    queue BIGINT NOT NULL,
    -- first local day, YYYY-MM-DD
    origin TEXT NOT NULL,
    -- the first day after it
    until TEXT NOT NULL,
    step_minutes BIGINT NOT NULL,
    method TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    published_at BIGINT,
    published_by TEXT,
    -- JSON: the request and all that came of it
    numbers TEXT NOT NULL
);
CREATE INDEX forecast_by_queue ON forecast (queue, forecast);

CREATE TABLE forecast_override (
    forecast BIGINT NOT NULL,
    number BIGINT NOT NULL,
    -- first and last local day it is about
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    -- what the run said is multiplied with it
    factor DOUBLE PRECISION NOT NULL,
    reason TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    -- taken back; kept for the record
    removed_at BIGINT,
    removed_by TEXT,
    PRIMARY KEY (forecast, number)
);

-- What counts for a queue on a local day: the run published last, with what people put over it.
CREATE TABLE forecast_day (
    queue BIGINT NOT NULL,
    day TEXT NOT NULL,
    forecast BIGINT NOT NULL,
    step_minutes BIGINT NOT NULL,
    -- JSON: contacts by slot from midnight on; null where the slot was over when the run was made
    offered TEXT NOT NULL,
    PRIMARY KEY (day, queue)
);
