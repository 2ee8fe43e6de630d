-- Removes a bulk job of which nothing is left.
-- param tenant_id int
-- param id int
-- rows exec
DELETE FROM bulk_job
WHERE tenant_id = :tenant_id AND id = :id
