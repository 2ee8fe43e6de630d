-- Finds the first piece of the input that a bulk job still has.
-- param tenant_id int
-- param job_id int
-- column seq int
-- rows maybe
SELECT seq
FROM bulk_input
WHERE tenant_id = :tenant_id AND job_id = :job_id
ORDER BY seq
LIMIT 1
