-- Removes device codes that are over.
-- param tenant_id int
-- param before_ms int
-- rows exec
DELETE FROM oauth_device
WHERE tenant_id = :tenant_id AND expires_ms < :before_ms
