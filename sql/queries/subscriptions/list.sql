-- Lists every purchase: an organisation has at most some hundreds.
-- param tenant_id int
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
-- rows many
SELECT
	id, guid, commerce_id, sku_id, total_licenses, status, channel, is_trial, is_recurring, starts_ms,
	ends_ms, next_lifecycle_ms, price_per_seat, created_ms
FROM subscription
WHERE tenant_id = :tenant_id
ORDER BY sku_id, id
