-- Revokes a token at once. One that is revoked already keeps its date.
-- param revoked_ms int
-- param tenant_id int
-- param guid guid
-- rows exec
UPDATE access_token SET revoked_ms = :revoked_ms
WHERE tenant_id = :tenant_id AND guid = :guid AND revoked_ms IS NULL
