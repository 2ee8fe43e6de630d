-- Reads which plans each product has, in the order of the file they came from.
-- param tenant_id int
-- column sku_id int
-- column plan_id int
-- rows many
SELECT sku_id, plan_id
FROM sku_plan
WHERE tenant_id = :tenant_id
ORDER BY sku_id, position
