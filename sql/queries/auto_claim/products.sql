-- The products of the auto-claim policy in their order, with the plans that are off.
-- param tenant_id int
-- column sku_id int
-- column plans blob
-- rows many
SELECT product.sku_id, s.plans
FROM auto_claim_product product
JOIN plan_set s ON s.tenant_id = product.tenant_id AND s.id = product.plan_set_id
WHERE product.tenant_id = :tenant_id
ORDER BY product.position
