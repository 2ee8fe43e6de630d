-- Finds a user by user principal name, for an entry of the audit log.
-- param tenant_id int
-- param upn_key text
-- column id int
-- column guid guid
-- column upn text
-- rows maybe
SELECT id, guid, upn
FROM app_user
WHERE tenant_id = :tenant_id AND upn_key = :upn_key AND deleted_ms IS NULL
