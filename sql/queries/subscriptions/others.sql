-- Counts purchases of a SKU that keep its licences: those that are not deleted, and those deleted ones whose time has not come
-- (3 is Deleted; L-06, L-07).
-- param tenant_id int
-- param sku_id int
-- column count int
-- rows one
SELECT count(*) AS count
FROM subscription
WHERE tenant_id = :tenant_id AND sku_id = :sku_id AND (status <> 3 OR next_lifecycle_ms IS NOT NULL)
