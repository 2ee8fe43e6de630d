-- Reads a tenant's counter: the last number that was taken.
-- param tenant_id int
-- param name text
-- column value int
-- rows maybe
SELECT value
FROM counter
WHERE tenant_id = :tenant_id AND name = :name
