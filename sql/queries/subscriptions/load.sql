-- Loads a purchase by its key.
-- param tenant_id int
-- param id int
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
-- column offer int
-- column term_months int
-- column since_ms int?
-- column add_on_of int?
-- column renewal_licenses int?
-- column shrunk_ms int?
-- column parent_guid blob?
-- rows maybe
SELECT
	s.id, s.guid, s.commerce_id, s.sku_id, s.total_licenses, s.status, s.channel, s.is_trial, s.is_recurring, s.starts_ms,
	s.ends_ms, s.next_lifecycle_ms, s.price_per_seat, s.created_ms, s.offer, s.term_months, s.since_ms, s.add_on_of,
	s.renewal_licenses, s.shrunk_ms, parent.guid AS parent_guid
FROM subscription s
LEFT JOIN subscription parent ON parent.tenant_id = s.tenant_id AND parent.id = s.add_on_of
WHERE s.tenant_id = :tenant_id AND s.id = :id
