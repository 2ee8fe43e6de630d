-- Moves a bulk job on to another state, at the start of it.
-- param state int
-- param is_kept int
-- param done int
-- param total int
-- param tenant_id int
-- param id int
-- rows exec
UPDATE bulk_job SET state = :state, is_kept = :is_kept, done = :done, total = :total
WHERE tenant_id = :tenant_id AND id = :id
