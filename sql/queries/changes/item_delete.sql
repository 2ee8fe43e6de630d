-- Forgets some of the users of a change: so many that the transaction stays short.
-- param tenant_id int
-- param job_id int
-- param until int
-- rows exec
DELETE FROM bulk_item
WHERE tenant_id = :tenant_id AND job_id = :job_id AND seq < :until
