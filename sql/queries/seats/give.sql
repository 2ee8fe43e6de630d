-- Gives seats back.
-- param amount int
-- param tenant_id int
-- param sku_id int
-- rows exec
UPDATE seat_pool SET consumed = consumed - :amount
WHERE tenant_id = :tenant_id AND sku_id = :sku_id AND consumed >= :amount
