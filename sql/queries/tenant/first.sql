-- Finds the installation's first organisation: it tells installations apart.
-- column id int
-- column guid guid
-- column display_name text
-- column country text
-- column variant text
-- column catalog_version int
-- column created_ms int
-- rows maybe
SELECT id, guid, display_name, country, variant, catalog_version, created_ms
FROM tenant
ORDER BY id
LIMIT 1
