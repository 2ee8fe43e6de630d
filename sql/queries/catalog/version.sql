-- Reads the version of an organisation's catalogue: what every decision asks first, so it reads nothing else.
-- param tenant_id int
-- column catalog_version int
-- rows maybe
SELECT catalog_version
FROM tenant
WHERE id = :tenant_id
