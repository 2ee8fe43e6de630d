-- Finds the live manager of a user.
-- param tenant_id int
-- param user_id int
-- column manager_id int
-- rows maybe
SELECT m.manager_id
FROM user_manager m
JOIN app_user u ON u.tenant_id = m.tenant_id AND u.id = m.manager_id AND u.deleted_ms IS NULL
WHERE m.tenant_id = :tenant_id AND m.user_id = :user_id
