-- Floor plans: where the seats of a site stand.
CREATE TABLE floor_plan (
    floor BIGINT PRIMARY KEY,
    site BIGINT NOT NULL,
    name TEXT NOT NULL,
    -- JSON: size, shapes, seats
    layout TEXT NOT NULL,
    -- rises with every change
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    -- A removed floor keeps its number, so that no other floor ever gets it.
    removed_at BIGINT
);
CREATE INDEX floor_plan_by_site ON floor_plan (site);
