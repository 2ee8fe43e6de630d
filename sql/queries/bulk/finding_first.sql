-- Finds the first thing that is kept of what a bulk job found.
-- param tenant_id int
-- param job_id int
-- column seq int
-- rows maybe
SELECT seq
FROM bulk_finding
WHERE tenant_id = :tenant_id AND job_id = :job_id
ORDER BY seq
LIMIT 1
