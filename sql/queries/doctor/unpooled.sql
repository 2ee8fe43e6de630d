-- Counts paths to SKUs that have no pool: such a seat was never counted.
-- param tenant_id int
-- column count int
-- rows one
SELECT count(*)
FROM license_path p
LEFT JOIN seat_pool s ON s.tenant_id = p.tenant_id AND s.sku_id = p.sku_id
WHERE p.tenant_id = :tenant_id AND s.sku_id IS NULL
