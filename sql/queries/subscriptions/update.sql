-- Writes what may change of a purchase.
-- param total_licenses int
-- param status int
-- param channel int
-- param is_recurring int
-- param ends_ms int?
-- param next_lifecycle_ms int?
-- param price_per_seat text?
-- param tenant_id int
-- param id int
-- rows exec
UPDATE subscription SET
	total_licenses = :total_licenses, status = :status, channel = :channel, is_recurring = :is_recurring,
	ends_ms = :ends_ms, next_lifecycle_ms = :next_lifecycle_ms, price_per_seat = :price_per_seat
WHERE tenant_id = :tenant_id AND id = :id
