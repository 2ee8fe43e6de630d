-- An authorisation code by its hash.
-- param tenant_id int
-- param hash blob
-- column family guid
-- column application_id int
-- column user_id int
-- column redirect_uri text
-- column scope text
-- column nonce text?
-- column challenge text?
-- column auth_ms int?
-- column expires_ms int
-- column used_ms int?
-- rows maybe
SELECT family, application_id, user_id, redirect_uri, scope, nonce, challenge, auth_ms, expires_ms, used_ms
FROM oauth_code
WHERE tenant_id = :tenant_id AND hash = :hash
