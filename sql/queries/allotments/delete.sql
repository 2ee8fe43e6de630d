-- Removes an allotment, with its groups and owners.
-- param tenant_id int
-- param id int
-- rows exec
DELETE FROM allotment
WHERE tenant_id = :tenant_id AND id = :id
