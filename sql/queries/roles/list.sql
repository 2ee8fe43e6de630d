-- Pages through the assignments of a range of roles and principals, with who each is; those of deleted users are left out.
-- param tenant_id int
-- param after int
-- param first_role int
-- param last_role int
-- param first_kind int
-- param last_kind int
-- param first_principal int
-- param last_principal int
-- param limit int
-- column id int
-- column guid guid
-- column role int
-- column scope text
-- column created_ms int
-- column principal_kind int
-- column principal_id int
-- column user_guid blob?
-- column upn text?
-- column user_name text?
-- column application_guid blob?
-- column app_guid blob?
-- column application_name text?
-- rows many
SELECT
	r.id, r.guid, r.role, r.scope, r.created_ms, r.principal_kind, r.principal_id,
	u.guid, u.upn, u.display_name, a.principal_guid, a.app_guid, a.display_name
FROM role_assignment r
LEFT JOIN app_user u ON u.tenant_id = r.tenant_id AND u.id = r.principal_id AND r.principal_kind = 0
LEFT JOIN application a ON a.tenant_id = r.tenant_id AND a.id = r.principal_id AND r.principal_kind = 1
WHERE r.tenant_id = :tenant_id AND r.id > :after AND r.role BETWEEN :first_role AND :last_role
	AND r.principal_kind BETWEEN :first_kind AND :last_kind
	AND r.principal_id BETWEEN :first_principal AND :last_principal AND u.deleted_ms IS NULL
ORDER BY r.id
LIMIT :limit
