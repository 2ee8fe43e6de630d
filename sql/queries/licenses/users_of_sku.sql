-- Lists users with a path to a SKU, by key, behind one of them.
-- param tenant_id int
-- param sku_id int
-- param after int
-- param limit int
-- column user_id int
-- rows many
SELECT DISTINCT user_id
FROM license_path
WHERE tenant_id = :tenant_id AND sku_id = :sku_id AND user_id > :after
ORDER BY user_id
LIMIT :limit
