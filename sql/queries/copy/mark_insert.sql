-- Marks this database as the unfinished copy of an installation.
-- param source_guid guid
-- param started_ms int
-- rows exec
INSERT INTO copy_mark (id, source_guid, started_ms)
VALUES (1, :source_guid, :started_ms)
