-- Stores a token's hash; the token itself is shown once and never stored.
-- param tenant_id int
-- param id int
-- param guid guid
-- param name text
-- param role int
-- param hash blob
-- param created_ms int
-- param expires_ms int
-- rows exec
INSERT INTO access_token (tenant_id, id, guid, name, role, hash, created_ms, expires_ms)
VALUES (:tenant_id, :id, :guid, :name, :role, :hash, :created_ms, :expires_ms)
