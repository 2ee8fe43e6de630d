-- Every product key that was used: as many as licences were bought with, some hundreds.
-- param tenant_id int
-- column subscription_id int
-- column ending text
-- column total_licenses int
-- column used_ms int
-- rows many
SELECT subscription_id, ending, total_licenses, used_ms
FROM product_key
WHERE tenant_id = :tenant_id
ORDER BY subscription_id, used_ms, hash
