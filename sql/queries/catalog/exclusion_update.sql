-- Writes what a newer file says a group is about.
-- param service text
-- param tenant_id int
-- param id int
-- rows exec
UPDATE exclusion
SET service = :service
WHERE tenant_id = :tenant_id AND id = :id
