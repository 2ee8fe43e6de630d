-- Lists the verified domains, the default one first.
-- param tenant_id int
-- column name text
-- column is_default int
-- rows many
SELECT name, is_default
FROM tenant_domain
WHERE tenant_id = :tenant_id
ORDER BY is_default DESC, name_key
