-- Stores an authorisation code by its hash.
-- param tenant_id int
-- param hash blob
-- param family guid
-- param application_id int
-- param user_id int
-- param redirect_uri text
-- param scope text
-- param nonce text?
-- param challenge text?
-- param auth_ms int
-- param created_ms int
-- param expires_ms int
-- rows exec
INSERT INTO oauth_code (
	tenant_id, hash, family, application_id, user_id, redirect_uri, scope, nonce, challenge, auth_ms, created_ms,
	expires_ms)
VALUES (
	:tenant_id, :hash, :family, :application_id, :user_id, :redirect_uri, :scope, :nonce, :challenge, :auth_ms,
	:created_ms, :expires_ms)
