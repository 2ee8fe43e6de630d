-- Loads one piece of the input of a bulk job.
-- param tenant_id int
-- param job_id int
-- param seq int
-- column bytes blob
-- rows maybe
SELECT bytes
FROM bulk_input
WHERE tenant_id = :tenant_id AND job_id = :job_id AND seq = :seq
