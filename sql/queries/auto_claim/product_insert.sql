-- Puts a product into the auto-claim policy.
-- param tenant_id int
-- param position int
-- param sku_id int
-- param plan_set_id int
-- rows exec
INSERT INTO auto_claim_product (tenant_id, position, sku_id, plan_set_id)
VALUES (:tenant_id, :position, :sku_id, :plan_set_id)
