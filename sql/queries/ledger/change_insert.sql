-- Writes one change of an operation, with before and after.
-- param tenant_id int
-- param operation_id int
-- param seq int
-- param kind int
-- param object_id int
-- param sku_id int?
-- param source_id int?
-- param plan_set_before int?
-- param plan_set_after int?
-- param state_before int?
-- param state_after int?
-- param detail text?
-- rows exec
INSERT INTO operation_change (
	tenant_id, operation_id, seq, kind, object_id, sku_id, source_id, plan_set_before, plan_set_after,
	state_before, state_after, detail
) VALUES (
	:tenant_id, :operation_id, :seq, :kind, :object_id, :sku_id, :source_id, :plan_set_before,
	:plan_set_after, :state_before, :state_after, :detail
)
