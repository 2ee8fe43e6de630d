-- The products of the auto-claim policy in their order, with the plans that are off.
-- param tenant_id int
-- column sku_id int
-- column plans blob
-- rows many
SELECT p.sku_id, s.plans
FROM auto_claim_product p
JOIN plan_set s ON s.tenant_id = p.tenant_id AND s.id = p.plan_set_id
WHERE p.tenant_id = :tenant_id
ORDER BY p.position
