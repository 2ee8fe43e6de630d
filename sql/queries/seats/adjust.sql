-- Adds to a pool what a purchase brings, by status; negative amounts take away.
-- param tenant_id int
-- param sku_id int
-- param enabled int
-- param warning int
-- param suspended int
-- param locked_out int
-- param self_service int
-- rows exec
UPDATE seat_pool SET
	enabled = enabled + :enabled,
	warning = warning + :warning,
	suspended = suspended + :suspended,
	locked_out = locked_out + :locked_out,
	self_service = self_service + :self_service
WHERE tenant_id = :tenant_id AND sku_id = :sku_id
