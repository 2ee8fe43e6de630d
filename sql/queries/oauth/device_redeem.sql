-- Marks an approved device code as redeemed.
-- param tenant_id int
-- param hash blob
-- rows exec
UPDATE oauth_device SET state = 3
WHERE tenant_id = :tenant_id AND hash = :hash AND state = 1
