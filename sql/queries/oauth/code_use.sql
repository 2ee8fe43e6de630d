-- Marks an authorisation code as redeemed.
-- param used_ms int
-- param tenant_id int
-- param hash blob
-- rows exec
UPDATE oauth_code SET used_ms = :used_ms
WHERE tenant_id = :tenant_id AND hash = :hash AND used_ms IS NULL
