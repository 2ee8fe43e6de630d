-- Takes a SKU out of what a group gives.
-- param tenant_id int
-- param group_id int
-- param sku_id int
-- rows exec
DELETE FROM group_license
WHERE tenant_id = :tenant_id AND group_id = :group_id AND sku_id = :sku_id
