-- Adds to a pool what a purchase brings, by status; negative amounts take away. Makes the pool on the first purchase.
-- param tenant_id int
-- param sku_id int
-- param enabled int
-- param warning int
-- param suspended int
-- param locked_out int
-- param self_service int
-- rows exec
INSERT INTO seat_pool (tenant_id, sku_id, enabled, warning, suspended, locked_out, self_service, consumed)
VALUES (:tenant_id, :sku_id, :enabled, :warning, :suspended, :locked_out, :self_service, 0)
ON CONFLICT (tenant_id, sku_id) DO UPDATE SET
	enabled = seat_pool.enabled + excluded.enabled,
	warning = seat_pool.warning + excluded.warning,
	suspended = seat_pool.suspended + excluded.suspended,
	locked_out = seat_pool.locked_out + excluded.locked_out,
	self_service = seat_pool.self_service + excluded.self_service
