-- Handle time is forecast as contacts are: each run says what its numbers are.
ALTER TABLE forecast ADD COLUMN measure TEXT NOT NULL DEFAULT 'offered';

-- What counts for a queue on a local day, of each measure: the run published last, with what people put
-- over it. It takes the place of forecast_day.
CREATE TABLE forecast_said (
    -- offered: contacts; handle_time: seconds of a contact
    measure TEXT NOT NULL,
    queue BIGINT NOT NULL,
    day TEXT NOT NULL,
    forecast BIGINT NOT NULL,
    step_minutes BIGINT NOT NULL,
    -- JSON: what is said by slot from midnight on; null where the slot was over when the run was made
    slots TEXT NOT NULL,
    PRIMARY KEY (measure, day, queue)
);
INSERT INTO forecast_said (measure, queue, day, forecast, step_minutes, slots)
    SELECT 'offered', queue, day, forecast, step_minutes, offered FROM forecast_day;
DROP TABLE forecast_day;
