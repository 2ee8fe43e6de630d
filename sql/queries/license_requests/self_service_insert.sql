-- Lets employees buy a product for themselves.
-- param tenant_id int
-- param sku_id int
-- rows exec
INSERT INTO self_service_sku (tenant_id, sku_id)
VALUES (:tenant_id, :sku_id)
