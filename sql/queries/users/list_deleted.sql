-- Lists deleted users by the time of their deletion, for the deleted items and for their clean-up after 30 days.
-- param tenant_id int
-- param after_ms int
-- param after_id int
-- param limit int
-- column id int
-- column deleted_ms int
-- rows many
SELECT id, deleted_ms
FROM app_user
WHERE tenant_id = :tenant_id AND deleted_ms IS NOT NULL AND (deleted_ms, id) > (:after_ms, :after_id)
ORDER BY deleted_ms, id
LIMIT :limit
