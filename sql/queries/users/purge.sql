-- Removes a deleted user for good.
-- param tenant_id int
-- param id int
-- rows exec
DELETE FROM app_user
WHERE tenant_id = :tenant_id AND id = :id AND deleted_ms IS NOT NULL
