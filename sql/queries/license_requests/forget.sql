-- Removes a part of the requests that were closed too long ago to be kept, with whom they named.
-- param tenant_id int
-- param before_ms int
-- param limit int
-- rows exec
DELETE FROM license_request
WHERE tenant_id = :tenant_id AND id IN
	(SELECT r.id FROM license_request r WHERE r.tenant_id = :tenant_id AND r.closed_ms < :before_ms ORDER BY r.closed_ms LIMIT :limit)
