-- A refresh token by its hash.
-- param tenant_id int
-- param hash blob
-- column family guid
-- column application_id int
-- column user_id int
-- column scope text
-- column started_ms int
-- column auth_ms int?
-- column needs_proof int
-- column expires_ms int
-- column used_ms int?
-- rows maybe
SELECT family, application_id, user_id, scope, started_ms, auth_ms, needs_proof, expires_ms, used_ms
FROM oauth_refresh
WHERE tenant_id = :tenant_id AND hash = :hash
