-- Counts who has each role for the whole organisation: applications, and users who are not deleted.
-- param tenant_id int
-- column role int
-- column count int
-- rows many
SELECT r.role, COUNT(*)
FROM role_assignment r
LEFT JOIN app_user u ON u.tenant_id = r.tenant_id AND u.id = r.principal_id AND r.principal_kind = 0
WHERE r.tenant_id = :tenant_id AND r.scope = '/' AND u.deleted_ms IS NULL
GROUP BY r.role
ORDER BY r.role
