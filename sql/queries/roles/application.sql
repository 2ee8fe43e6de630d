-- Finds an application by the public id of its service principal.
-- param tenant_id int
-- param principal_guid guid
-- column id int
-- column app_guid guid
-- column display_name text
-- rows maybe
SELECT id, app_guid, display_name
FROM application
WHERE tenant_id = :tenant_id AND principal_guid = :principal_guid
