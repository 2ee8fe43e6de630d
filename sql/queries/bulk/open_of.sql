-- Finds the task of a kind about something that is not over.
-- param tenant_id int
-- param kind int
-- param target_id int
-- column id int
-- column position int
-- column line int
-- rows maybe
SELECT id, position, line
FROM bulk_job
WHERE tenant_id = :tenant_id AND kind = :kind AND target_id = :target_id AND state < 4 AND state < 3 -- the first for the index, which takes what is not over
ORDER BY id
LIMIT 1
