-- Tells what somebody wants of a bulk job.
-- param tenant_id int
-- param id int
-- column wanted int
-- rows maybe
SELECT wanted
FROM bulk_job
WHERE tenant_id = :tenant_id AND id = :id
