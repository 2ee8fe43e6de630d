-- Finds an organisation with an answer that is too old to be kept.
-- param before_ms int
-- column tenant_id int
-- rows maybe
SELECT t.id AS tenant_id
FROM tenant t
WHERE EXISTS (SELECT 1 FROM idempotency i WHERE i.tenant_id = t.id AND i.created_ms < :before_ms)
LIMIT 1
