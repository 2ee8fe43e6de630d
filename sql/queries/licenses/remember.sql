-- Remembers a direct licence of a user who is being deleted (D-19).
-- param tenant_id int
-- param user_id int
-- param sku_id int
-- param plan_set_id int
-- rows exec
INSERT INTO deleted_license (tenant_id, user_id, sku_id, plan_set_id)
VALUES (:tenant_id, :user_id, :sku_id, :plan_set_id)
