-- Removes a path.
-- param tenant_id int
-- param user_id int
-- param sku_id int
-- param source_id int
-- rows exec
DELETE FROM license_path
WHERE tenant_id = :tenant_id AND user_id = :user_id AND sku_id = :sku_id AND source_id = :source_id
