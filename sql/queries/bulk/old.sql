-- Finds a bulk job that finished before a time.
-- param before_ms int
-- column tenant_id int
-- column id int
-- rows maybe
SELECT tenant_id, id
FROM bulk_job
WHERE state = 4 AND finished_ms < :before_ms
LIMIT 1
