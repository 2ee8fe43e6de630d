-- Ends a bulk job whose input is cleaned away.
-- param tenant_id int
-- param id int
-- rows exec
UPDATE bulk_job SET state = 4
WHERE tenant_id = :tenant_id AND id = :id
