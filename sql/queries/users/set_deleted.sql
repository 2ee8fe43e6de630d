-- Moves a user to the deleted items, or back when the time is NULL.
-- param deleted_ms int?
-- param tenant_id int
-- param id int
-- rows exec
UPDATE app_user SET deleted_ms = :deleted_ms
WHERE tenant_id = :tenant_id AND id = :id
