-- What an application was granted, and by whom for himself: no user means for everybody.
-- param tenant_id int
-- param application_id int
-- column kind int
-- column permission int
-- column granted_ms int
-- column user_id int
-- column user_guid blob?
-- column user_upn text?
-- rows many
SELECT p.kind, p.permission, p.granted_ms, p.user_id, u.guid AS user_guid, u.upn AS user_upn
FROM application_permission p
LEFT JOIN app_user u ON u.tenant_id = p.tenant_id AND u.id = p.user_id
WHERE p.tenant_id = :tenant_id AND p.application_id = :application_id
ORDER BY p.kind, p.user_id, p.permission
