-- Writes what may change of a purchase.
-- param total_licenses int
-- param status int
-- param channel int
-- param is_trial int
-- param is_recurring int
-- param ends_ms int?
-- param next_lifecycle_ms int?
-- param offer int
-- param term_months int
-- param since_ms int?
-- param renewal_licenses int?
-- param shrunk_ms int?
-- param tenant_id int
-- param id int
-- rows exec
UPDATE subscription SET
	total_licenses = :total_licenses, status = :status, channel = :channel, is_trial = :is_trial,
	is_recurring = :is_recurring, ends_ms = :ends_ms, next_lifecycle_ms = :next_lifecycle_ms, offer = :offer,
	term_months = :term_months, since_ms = :since_ms, renewal_licenses = :renewal_licenses, shrunk_ms = :shrunk_ms
WHERE tenant_id = :tenant_id AND id = :id
