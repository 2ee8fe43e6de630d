-- Pages through the live owners of a group, by key.
-- param tenant_id int
-- param group_id int
-- param after int
-- param limit int
-- column user_id int
-- rows many
SELECT o.user_id
FROM group_owner o
JOIN app_user u ON u.tenant_id = o.tenant_id AND u.id = o.user_id AND u.deleted_ms IS NULL
WHERE o.tenant_id = :tenant_id AND o.group_id = :group_id AND o.user_id > :after
ORDER BY o.user_id
LIMIT :limit
