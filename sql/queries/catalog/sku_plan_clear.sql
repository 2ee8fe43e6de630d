-- Takes all plans out of a product, before its new list is written.
-- param tenant_id int
-- param sku_id int
-- rows exec
DELETE FROM sku_plan
WHERE tenant_id = :tenant_id AND sku_id = :sku_id
