-- Keeps one piece of the input of a bulk job.
-- param tenant_id int
-- param job_id int
-- param seq int
-- param bytes blob
-- rows exec
INSERT INTO bulk_input (tenant_id, job_id, seq, bytes)
VALUES (:tenant_id, :job_id, :seq, :bytes)
