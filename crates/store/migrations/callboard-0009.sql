-- What a change was about: the value before, the value after, and why, where that was asked.
ALTER TABLE audit ADD COLUMN was TEXT;
ALTER TABLE audit ADD COLUMN became TEXT;
ALTER TABLE audit ADD COLUMN reason TEXT;
CREATE INDEX audit_by_actor ON audit (actor, number);
CREATE INDEX audit_by_action ON audit (action, number);
