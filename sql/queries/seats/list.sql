-- Lists every pool: what the organisation owns or has owned.
-- param tenant_id int
-- column sku_id int
-- column enabled int
-- column warning int
-- column suspended int
-- column locked_out int
-- column self_service int
-- column consumed int
-- rows many
SELECT sku_id, enabled, warning, suspended, locked_out, self_service, consumed
FROM seat_pool
WHERE tenant_id = :tenant_id
ORDER BY sku_id
