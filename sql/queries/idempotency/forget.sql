-- Removes a part of the answers that are too old to be kept.
-- param tenant_id int
-- param before_ms int
-- param limit int
-- rows exec
DELETE FROM idempotency
WHERE tenant_id = :tenant_id AND key_hash IN
	(SELECT i.key_hash FROM idempotency i WHERE i.tenant_id = :tenant_id AND i.created_ms < :before_ms ORDER BY i.created_ms LIMIT :limit)
