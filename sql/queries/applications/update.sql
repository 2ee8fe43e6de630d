-- Writes what may change of an application.
-- param display_name text
-- param is_public int
-- param is_enabled int
-- param tenant_id int
-- param id int
-- rows exec
UPDATE application SET display_name = :display_name, is_public = :is_public, is_enabled = :is_enabled
WHERE tenant_id = :tenant_id AND id = :id
