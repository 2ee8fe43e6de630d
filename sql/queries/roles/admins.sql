-- Counts the people who may sign in and have a role for the whole organisation: all, and whether a user is one of them.
-- param user_id int
-- param tenant_id int
-- param role int
-- column is_one int
-- column total int
-- rows one
SELECT COALESCE(SUM(CASE WHEN u.id = :user_id THEN 1 ELSE 0 END), 0), COUNT(*)
FROM role_assignment r
JOIN app_user u ON u.tenant_id = r.tenant_id AND u.id = r.principal_id
WHERE r.tenant_id = :tenant_id AND r.role = :role AND r.principal_kind = 0 AND r.scope = '/'
	AND u.deleted_ms IS NULL AND u.account_enabled = 1
