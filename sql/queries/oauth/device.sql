-- A device code by its hash.
-- param tenant_id int
-- param hash blob
-- column application_id int
-- column scope text
-- column state int
-- column user_id int?
-- column expires_ms int
-- rows maybe
SELECT application_id, scope, state, user_id, expires_ms
FROM oauth_device
WHERE tenant_id = :tenant_id AND hash = :hash
