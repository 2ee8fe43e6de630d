-- Finds a live user by folded user principal name.
-- param tenant_id int
-- param upn_key text
-- column id int
-- column guid guid
-- rows maybe
SELECT id, guid
FROM app_user
WHERE tenant_id = :tenant_id AND upn_key = :upn_key AND deleted_ms IS NULL
