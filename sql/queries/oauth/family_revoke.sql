-- Removes all refresh tokens that came from one sign-in.
-- param tenant_id int
-- param family guid
-- rows exec
DELETE FROM oauth_refresh
WHERE tenant_id = :tenant_id AND family = :family
