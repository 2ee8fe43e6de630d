-- Ends one of a user's sessions.
-- param revoked_ms int
-- param tenant_id int
-- param user_id int
-- param guid guid
-- rows exec
UPDATE session SET revoked_ms = :revoked_ms
WHERE tenant_id = :tenant_id AND user_id = :user_id AND guid = :guid AND revoked_ms IS NULL
