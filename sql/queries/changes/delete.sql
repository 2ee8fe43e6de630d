-- Forgets what a bulk job of many users' licences was about.
-- param tenant_id int
-- param job_id int
-- rows exec
DELETE FROM bulk_change
WHERE tenant_id = :tenant_id AND job_id = :job_id
