-- Removes pieces of the input of a bulk job, a few at a time: so many that the transaction stays short.
-- param tenant_id int
-- param job_id int
-- param until int
-- rows exec
DELETE FROM bulk_input
WHERE tenant_id = :tenant_id AND job_id = :job_id AND seq < :until
