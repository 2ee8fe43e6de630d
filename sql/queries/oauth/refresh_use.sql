-- Marks a refresh token as exchanged. It is kept for a while, so that whoever presents it again is found out.
-- param used_ms int
-- param expires_ms int
-- param tenant_id int
-- param hash blob
-- rows exec
UPDATE oauth_refresh SET used_ms = :used_ms, expires_ms = :expires_ms
WHERE tenant_id = :tenant_id AND hash = :hash AND used_ms IS NULL
