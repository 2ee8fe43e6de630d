-- What a product key was used for.
-- param tenant_id int
-- param hash blob
-- column used_ms int
-- column guid guid
-- rows maybe
SELECT k.used_ms, s.guid
FROM product_key k
JOIN subscription s ON s.tenant_id = k.tenant_id AND s.id = k.subscription_id
WHERE k.tenant_id = :tenant_id AND k.hash = :hash
