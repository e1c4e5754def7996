-- What an account is, and where: JSON, `[{"role": "team_leader", "team": 7}]`; neither site nor team is
-- the whole centre. And which agent of the floor it is, if it is one.
ALTER TABLE account ADD COLUMN roles TEXT NOT NULL DEFAULT '[]';
ALTER TABLE account ADD COLUMN agent BIGINT;
UPDATE account SET roles = '[{"role":"' || role || '"}]';
ALTER TABLE account DROP COLUMN role;
