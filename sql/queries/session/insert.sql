-- Stores a session by the hash of its secret.
-- param tenant_id int
-- param id int
-- param guid guid
-- param hash blob
-- param user_id int
-- param address text
-- param agent text
-- param created_ms int
-- param expires_ms int
-- rows exec
INSERT INTO session (tenant_id, id, guid, hash, user_id, address, agent, created_ms, seen_ms, expires_ms)
VALUES (:tenant_id, :id, :guid, :hash, :user_id, :address, :agent, :created_ms, :created_ms, :expires_ms)
