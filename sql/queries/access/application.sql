-- An application that calls, and what it was granted: application permissions (kind 0), and delegated ones (kind 1) by everybody or
-- by the user; one row for each, one without when there is none. Every call asks this: in two halves and in any order, since a list of
-- users to look for, and sorting, would cost as much again.
-- param tenant_id int
-- param app_guid guid
-- param kind int
-- param user_id int
-- column id int
-- column principal_guid guid
-- column display_name text
-- column is_enabled int
-- column permission int?
-- rows many
SELECT a.id, a.principal_guid, a.display_name, a.is_enabled, p.permission
FROM application a
LEFT JOIN application_permission p
	ON p.tenant_id = a.tenant_id AND p.application_id = a.id AND p.kind = :kind AND p.user_id = 0
WHERE a.tenant_id = :tenant_id AND a.app_guid = :app_guid
UNION ALL
SELECT a.id, a.principal_guid, a.display_name, a.is_enabled, p.permission
FROM application a
JOIN application_permission p
	ON p.tenant_id = a.tenant_id AND p.application_id = a.id AND p.kind = :kind AND p.user_id = :user_id
WHERE a.tenant_id = :tenant_id AND a.app_guid = :app_guid AND p.user_id > 0
