-- Counts those who wait for a seat of a SKU.
-- param tenant_id int
-- param sku_id int
-- column count int
-- rows one
SELECT COUNT(*) AS count
FROM seat_wish
WHERE tenant_id = :tenant_id AND sku_id = :sku_id
