-- An application that calls in its own name, what it was granted and its service principal's directory roles, each as a set (bit n is
-- number n; a grant is there once, so the sum is the set). Every call asks this, and so it is one statement of one row: however
-- much was granted. None when there is no such application, or its organisation is being deleted.
-- param tenant_id int
-- param app_guid guid
-- column id int
-- column principal_guid guid
-- column display_name text
-- column is_enabled int
-- column permissions int
-- column roles int
-- rows maybe
SELECT a.id, a.principal_guid, a.display_name, a.is_enabled,
	COALESCE((SELECT CAST(SUM(CAST(1 AS BIGINT) << CAST(p.permission AS INTEGER)) AS BIGINT)
		FROM application_permission p
		WHERE p.tenant_id = a.tenant_id AND p.application_id = a.id AND p.kind = 0 AND p.user_id = 0), 0) AS permissions,
	COALESCE((SELECT CAST(SUM(CAST(1 AS BIGINT) << CAST(r.role AS INTEGER)) AS BIGINT)
		FROM role_assignment r
		WHERE r.tenant_id = a.tenant_id AND r.principal_kind = 1 AND r.principal_id = a.id AND r.scope = '/'), 0) AS roles
FROM tenant t
JOIN application a ON a.tenant_id = t.id
WHERE t.id = :tenant_id AND t.deleting_ms IS NULL AND a.app_guid = :app_guid
