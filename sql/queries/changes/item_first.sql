-- Finds the first user that is kept of a change.
-- param tenant_id int
-- param job_id int
-- column seq int
-- rows maybe
SELECT seq
FROM bulk_item
WHERE tenant_id = :tenant_id AND job_id = :job_id
ORDER BY seq
LIMIT 1
