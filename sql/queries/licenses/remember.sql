-- Remembers a direct licence of a user who is being deleted, or his wish for one (D-19).
-- param tenant_id int
-- param user_id int
-- param sku_id int
-- param plan_set_id int
-- param wish_rank int?
-- param wish_since_ms int?
-- param wish_reason text?
-- rows exec
INSERT INTO deleted_license (tenant_id, user_id, sku_id, plan_set_id, wish_rank, wish_since_ms, wish_reason)
VALUES (:tenant_id, :user_id, :sku_id, :plan_set_id, :wish_rank, :wish_since_ms, :wish_reason)
