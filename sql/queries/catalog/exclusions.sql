-- Reads every group of plans that exclude each other.
-- param tenant_id int
-- column id int
-- column vendor text
-- column name text
-- column service text
-- rows many
SELECT id, vendor, name, service
FROM exclusion
WHERE tenant_id = :tenant_id
ORDER BY id
