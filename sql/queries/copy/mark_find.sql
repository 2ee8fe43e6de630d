-- Finds out whether this database is an unfinished copy, and of which installation.
-- column source_guid guid
-- column started_ms int
-- rows maybe
SELECT source_guid, started_ms
FROM copy_mark
WHERE id = 1
