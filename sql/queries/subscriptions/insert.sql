-- Records a purchase.
-- param tenant_id int
-- param id int
-- param guid guid
-- param commerce_id guid
-- param sku_id int
-- param total_licenses int
-- param status int
-- param channel int
-- param is_trial int
-- param is_recurring int
-- param starts_ms int
-- param ends_ms int?
-- param next_lifecycle_ms int?
-- param price_per_seat text?
-- param created_ms int
-- param offer int
-- param term_months int
-- param since_ms int?
-- param add_on_of int?
-- rows exec
INSERT INTO subscription (
	tenant_id, id, guid, commerce_id, sku_id, total_licenses, status, channel, is_trial, is_recurring,
	starts_ms, ends_ms, next_lifecycle_ms, price_per_seat, created_ms, offer, term_months, since_ms, add_on_of
) VALUES (
	:tenant_id, :id, :guid, :commerce_id, :sku_id, :total_licenses, :status, :channel, :is_trial,
	:is_recurring, :starts_ms, :ends_ms, :next_lifecycle_ms, :price_per_seat, :created_ms, :offer, :term_months, :since_ms, :add_on_of
)
