-- Loads an organisation; its catalogue version decides whether the catalogue in memory is still true.
-- param tenant_id int
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
WHERE id = :tenant_id
