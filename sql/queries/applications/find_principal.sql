-- Finds an application by the id of its service principal.
-- param tenant_id int
-- param principal_guid guid
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
WHERE tenant_id = :tenant_id AND principal_guid = :principal_guid
