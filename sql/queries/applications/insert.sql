-- Registers an application.
-- param tenant_id int
-- param id int
-- param guid guid
-- param app_guid guid
-- param principal_guid guid
-- param display_name text
-- param is_public int
-- param is_enabled int
-- param created_ms int
-- rows exec
INSERT INTO application (tenant_id, id, guid, app_guid, principal_guid, display_name, is_public, is_enabled, created_ms)
VALUES (:tenant_id, :id, :guid, :app_guid, :principal_guid, :display_name, :is_public, :is_enabled, :created_ms)
