-- Removes a few authorisation codes that are long over.
-- param tenant_id int
-- param before_ms int
-- rows exec
DELETE FROM oauth_code
WHERE tenant_id = :tenant_id AND expires_ms < :before_ms
