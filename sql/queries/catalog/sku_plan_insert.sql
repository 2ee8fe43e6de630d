-- Puts a plan into a product, at a position from 0.
-- param tenant_id int
-- param sku_id int
-- param position int
-- param plan_id int
-- rows exec
INSERT INTO sku_plan (tenant_id, sku_id, position, plan_id)
VALUES (:tenant_id, :sku_id, :position, :plan_id)
