-- Reads a setting of an organisation.
-- param tenant_id int
-- param name text
-- column value text
-- rows maybe
SELECT value
FROM setting
WHERE tenant_id = :tenant_id AND name = :name
