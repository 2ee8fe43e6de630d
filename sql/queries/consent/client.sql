-- The application with a client id: what the pages of sign-in show of it.
-- param tenant_id int
-- param app_guid guid
-- column id int
-- column principal_guid guid
-- column display_name text
-- column is_public int
-- column is_enabled int
-- rows maybe
SELECT id, principal_guid, display_name, is_public, is_enabled
FROM application
WHERE tenant_id = :tenant_id AND app_guid = :app_guid
