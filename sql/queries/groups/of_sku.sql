-- Lists groups that give a SKU, some at a time.
-- param tenant_id int
-- param sku_id int
-- param limit int
-- column group_id int
-- column plan_set_id int
-- rows many
SELECT group_id, plan_set_id
FROM group_license
WHERE tenant_id = :tenant_id AND sku_id = :sku_id
ORDER BY group_id
LIMIT :limit
