-- The user who has had a directory role for longest and was not deleted.
-- param tenant_id int
-- param role int
-- column guid guid
-- rows maybe
SELECT u.guid
FROM role_assignment r
JOIN app_user u ON u.tenant_id = r.tenant_id AND u.id = r.principal_id AND u.deleted_ms IS NULL
WHERE r.tenant_id = :tenant_id AND r.principal_kind = 0 AND r.role = :role AND r.scope = '/'
ORDER BY r.id
LIMIT 1
