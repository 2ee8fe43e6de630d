-- Writes a path: new, or with other plans or another state.
-- param tenant_id int
-- param user_id int
-- param sku_id int
-- param source_id int
-- param plan_set_id int
-- param state int
-- param error int
-- param since_ms int
-- param operation_id int
-- rows exec
INSERT INTO license_path (
	tenant_id, user_id, sku_id, source_id, plan_set_id, state, error, since_ms, operation_id
) VALUES (
	:tenant_id, :user_id, :sku_id, :source_id, :plan_set_id, :state, :error, :since_ms, :operation_id
)
ON CONFLICT (tenant_id, user_id, sku_id, source_id) DO UPDATE SET
	plan_set_id = excluded.plan_set_id, state = excluded.state, error = excluded.error,
	since_ms = excluded.since_ms, operation_id = excluded.operation_id
