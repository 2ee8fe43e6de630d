-- Has a task begin anew: what it is about has changed once more.
-- param operation_id int
-- param tenant_id int
-- param id int
-- rows exec
UPDATE bulk_job SET position = 0, line = 0, done = 0, operation_id = :operation_id
WHERE tenant_id = :tenant_id AND id = :id
