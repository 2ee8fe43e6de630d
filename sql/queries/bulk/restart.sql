-- Has a task begin anew: what it is about has changed once more.
-- param operation_id int
-- param change_count int
-- param tenant_id int
-- param id int
-- rows exec
UPDATE bulk_job SET position = 0, line = 0, done = 0, operation_id = :operation_id, change_count = :change_count
WHERE tenant_id = :tenant_id AND id = :id
