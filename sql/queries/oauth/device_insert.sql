-- Stores a device code by its hash; nothing when a device that waits shows the same code to type.
-- param tenant_id int
-- param hash blob
-- param user_code text
-- param application_id int
-- param scope text
-- param address text
-- param created_ms int
-- param expires_ms int
-- rows exec
INSERT INTO oauth_device (tenant_id, hash, user_code, application_id, scope, state, address, created_ms, expires_ms)
VALUES (:tenant_id, :hash, :user_code, :application_id, :scope, 0, :address, :created_ms, :expires_ms)
ON CONFLICT (tenant_id, user_code) DO NOTHING
