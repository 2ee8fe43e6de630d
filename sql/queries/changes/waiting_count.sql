-- Counts the people who wait for a seat of a SKU, each once however many groups want it for him.
-- param tenant_id int
-- param sku_id int
-- column count int
-- rows one
SELECT COUNT(DISTINCT user_id) AS count
FROM seat_wish
WHERE tenant_id = :tenant_id AND sku_id = :sku_id
