-- Finds a bulk job by its public id.
-- param tenant_id int
-- param guid guid
-- column id int
-- rows maybe
SELECT id
FROM bulk_job
WHERE tenant_id = :tenant_id AND guid = :guid
