-- The last record that the lane's journal held when history was last written: a journal that ends
-- before it has lost acknowledged records.
ALTER TABLE applied ADD COLUMN journal_end BIGINT NOT NULL DEFAULT 0;
