-- Finds the domain for new addresses of an organisation.
-- param tenant_id int
-- column name text
-- rows maybe
SELECT name
FROM tenant_domain
WHERE tenant_id = :tenant_id AND is_default = 1
