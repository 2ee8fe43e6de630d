-- Writes a SKU that a group gives: new, or with other plans.
-- param tenant_id int
-- param group_id int
-- param sku_id int
-- param plan_set_id int
-- param since_ms int
-- param operation_id int
-- rows exec
INSERT INTO group_license (tenant_id, group_id, sku_id, plan_set_id, since_ms, operation_id)
VALUES (:tenant_id, :group_id, :sku_id, :plan_set_id, :since_ms, :operation_id)
ON CONFLICT (tenant_id, group_id, sku_id) DO UPDATE SET
	plan_set_id = excluded.plan_set_id, since_ms = excluded.since_ms, operation_id = excluded.operation_id
