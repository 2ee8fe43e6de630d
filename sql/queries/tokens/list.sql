-- Lists the tokens, without their hashes.
-- param tenant_id int
-- column id int
-- column guid guid
-- column name text
-- column role int
-- column created_ms int
-- column expires_ms int
-- column revoked_ms int?
-- rows many
SELECT id, guid, name, role, created_ms, expires_ms, revoked_ms
FROM access_token
WHERE tenant_id = :tenant_id
ORDER BY id
