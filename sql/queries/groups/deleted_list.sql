-- Pages through the deleted Microsoft 365 groups that were deleted since a time, the longest deleted first.
-- param tenant_id int
-- param since_ms int
-- param after_ms int
-- param after_id int
-- param limit int
-- column group_id int
-- column deleted_ms int
-- rows many
SELECT id AS group_id, deleted_ms
FROM user_group
WHERE tenant_id = :tenant_id AND is_unified = 1 AND deleted_ms >= :since_ms
	AND (deleted_ms, id) > (:after_ms, :after_id)
ORDER BY deleted_ms, id
LIMIT :limit
