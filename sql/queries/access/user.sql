-- A user who calls, and his directory roles: one row for each role, one without when there is none.
-- param tenant_id int
-- param guid guid
-- column id int
-- column upn text
-- column account_enabled int
-- column deleted_ms int?
-- column role int?
-- rows many
SELECT u.id, u.upn, u.account_enabled, u.deleted_ms, r.role
FROM app_user u
LEFT JOIN role_assignment r ON r.tenant_id = u.tenant_id AND r.principal_kind = 0 AND r.principal_id = u.id
	AND r.scope = '/'
WHERE u.tenant_id = :tenant_id AND u.guid = :guid
ORDER BY r.role
