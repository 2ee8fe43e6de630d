-- Finds a purchase by its id or its commerce id.
-- param tenant_id int
-- param guid guid
-- column id int
-- column guid guid
-- column commerce_id guid
-- column sku_id int
-- column total_licenses int
-- column status int
-- column channel int
-- column is_trial int
-- column is_recurring int
-- column starts_ms int
-- column ends_ms int?
-- column next_lifecycle_ms int?
-- column price_per_seat text?
-- column created_ms int
-- rows maybe
SELECT
	id, guid, commerce_id, sku_id, total_licenses, status, channel, is_trial, is_recurring, starts_ms,
	ends_ms, next_lifecycle_ms, price_per_seat, created_ms
FROM subscription
WHERE tenant_id = :tenant_id AND (guid = :guid OR commerce_id = :guid)
ORDER BY id
LIMIT 1
