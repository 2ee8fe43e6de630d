-- Moves a group to the deleted items, or back (NULL).
-- param tenant_id int
-- param id int
-- param deleted_ms int?
-- rows exec
UPDATE user_group SET deleted_ms = :deleted_ms
WHERE tenant_id = :tenant_id AND id = :id
