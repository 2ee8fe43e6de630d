-- Finds an organisation with a request that was closed too long ago to be kept.
-- param before_ms int
-- column tenant_id int
-- rows maybe
SELECT t.id AS tenant_id
FROM tenant t
WHERE EXISTS (SELECT 1 FROM license_request r WHERE r.tenant_id = t.id AND r.closed_ms < :before_ms)
LIMIT 1
