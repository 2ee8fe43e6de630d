-- Stores a refresh token by its hash.
-- param tenant_id int
-- param hash blob
-- param family guid
-- param application_id int
-- param user_id int
-- param scope text
-- param started_ms int
-- param auth_ms int?
-- param needs_proof int
-- param created_ms int
-- param expires_ms int
-- rows exec
INSERT INTO oauth_refresh (
	tenant_id, hash, family, application_id, user_id, scope, started_ms, auth_ms, needs_proof, created_ms, expires_ms)
VALUES (
	:tenant_id, :hash, :family, :application_id, :user_id, :scope, :started_ms, :auth_ms, :needs_proof, :created_ms,
	:expires_ms)
