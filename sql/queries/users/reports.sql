-- Pages through the live users whom somebody manages, by key.
-- param tenant_id int
-- param manager_id int
-- param after int
-- param limit int
-- column user_id int
-- rows many
SELECT m.user_id
FROM user_manager m
JOIN app_user u ON u.tenant_id = m.tenant_id AND u.id = m.user_id AND u.deleted_ms IS NULL
WHERE m.tenant_id = :tenant_id AND m.manager_id = :manager_id AND m.user_id > :after
ORDER BY m.user_id
LIMIT :limit
