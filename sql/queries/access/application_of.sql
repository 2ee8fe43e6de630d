-- An application that calls in a user's name, and what it was granted for that: by everybody, or by the user himself; as a set, as in
-- application.sql. None when there is no such application, or its organisation is being deleted.
-- param tenant_id int
-- param app_guid guid
-- param user_id int
-- column display_name text
-- column is_enabled int
-- column for_all int
-- column for_user int
-- rows maybe
SELECT a.display_name, a.is_enabled,
	COALESCE((SELECT CAST(SUM(CAST(1 AS BIGINT) << CAST(p.permission AS INTEGER)) AS BIGINT)
		FROM application_permission p
		WHERE p.tenant_id = a.tenant_id AND p.application_id = a.id AND p.kind = 1 AND p.user_id = 0), 0) AS for_all,
	COALESCE((SELECT CAST(SUM(CAST(1 AS BIGINT) << CAST(p.permission AS INTEGER)) AS BIGINT)
		FROM application_permission p
		WHERE p.tenant_id = a.tenant_id AND p.application_id = a.id AND p.kind = 1 AND p.user_id = :user_id), 0) AS for_user
FROM tenant t
JOIN application a ON a.tenant_id = t.id
WHERE t.id = :tenant_id AND t.deleting_ms IS NULL AND a.app_guid = :app_guid
