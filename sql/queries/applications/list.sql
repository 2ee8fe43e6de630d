-- Pages through the applications by key: no offset, so that the last page costs what the first does.
-- param tenant_id int
-- param after int
-- param limit int
-- column id int
-- column guid guid
-- column app_guid guid
-- column principal_guid guid
-- column display_name text
-- column is_public int
-- column is_enabled int
-- column created_ms int
-- rows many
SELECT id, guid, app_guid, principal_guid, display_name, is_public, is_enabled, created_ms
FROM application
WHERE tenant_id = :tenant_id AND id > :after
ORDER BY id
LIMIT :limit
