-- Staffing plans: what was asked, so that it can be asked again, changed and compared.
CREATE TABLE staffing_plan (
    plan BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    -- forward, reverse, two_way
    direction TEXT NOT NULL,
    -- JSON: queues, days, targets, people, limits
    scenario TEXT NOT NULL,
    -- rises with every change
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    -- A removed plan keeps its number, so that no other plan ever gets it.
    removed_at BIGINT
);
