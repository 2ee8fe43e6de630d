-- Removes all refresh tokens of an application that came from one sign-in.
-- param tenant_id int
-- param family guid
-- param application_id int
-- rows exec
DELETE FROM oauth_refresh
WHERE tenant_id = :tenant_id AND family = :family AND application_id = :application_id
