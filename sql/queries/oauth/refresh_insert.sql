-- Stores a refresh token by its hash.
-- param tenant_id int
-- param hash blob
-- param family guid
-- param application_id int
-- param user_id int
-- param scope text
-- param started_ms int
-- param created_ms int
-- param expires_ms int
-- rows exec
INSERT INTO oauth_refresh (tenant_id, hash, family, application_id, user_id, scope, started_ms, created_ms, expires_ms)
VALUES (:tenant_id, :hash, :family, :application_id, :user_id, :scope, :started_ms, :created_ms, :expires_ms)
