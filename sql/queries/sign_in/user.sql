-- Whoever a folded user principal name means, and his password.
-- param tenant_id int
-- param upn_key text
-- column id int
-- column guid guid
-- column upn text
-- column hash text?
-- rows maybe
SELECT u.id, u.guid, u.upn, p.hash
FROM app_user u
LEFT JOIN user_password p ON p.tenant_id = u.tenant_id AND p.user_id = u.id
WHERE u.tenant_id = :tenant_id AND u.upn_key = :upn_key AND u.deleted_ms IS NULL
