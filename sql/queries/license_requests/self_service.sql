-- Products that employees may buy for themselves.
-- param tenant_id int
-- column sku_id int
-- rows many
SELECT sku_id
FROM self_service_sku
WHERE tenant_id = :tenant_id
ORDER BY sku_id
