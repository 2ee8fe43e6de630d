-- Notes how far the check of a bulk job is, for whoever asks.
-- param done int
-- param total int
-- param tenant_id int
-- param id int
-- rows exec
UPDATE bulk_job SET done = :done, total = :total
WHERE tenant_id = :tenant_id AND id = :id
