-- Finds an application by its own id or by its client id. No client id is the id of another application.
-- param tenant_id int
-- param key guid
-- column id int
-- column guid guid
-- column app_guid guid
-- column principal_guid guid
-- column display_name text
-- column is_public int
-- column is_enabled int
-- column created_ms int
-- rows maybe
SELECT id, guid, app_guid, principal_guid, display_name, is_public, is_enabled, created_ms
FROM application
WHERE (tenant_id = :tenant_id AND guid = :key) OR (tenant_id = :tenant_id AND app_guid = :key)
