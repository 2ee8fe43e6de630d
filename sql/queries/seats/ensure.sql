-- Makes the empty pool of a SKU on its first purchase.
-- param tenant_id int
-- param sku_id int
-- rows exec
INSERT INTO seat_pool (tenant_id, sku_id, enabled, warning, suspended, locked_out, self_service, consumed)
VALUES (:tenant_id, :sku_id, 0, 0, 0, 0, 0, 0)
ON CONFLICT (tenant_id, sku_id) DO NOTHING
