-- Notes that a request with an Idempotency-Key is under way, unless one with that key was there before: then it writes nothing.
-- param tenant_id int
-- param key_hash blob
-- param content_hash blob
-- param created_ms int
-- rows exec
INSERT INTO idempotency (tenant_id, key_hash, content_hash, created_ms, status)
VALUES (:tenant_id, :key_hash, :content_hash, :created_ms, 0)
ON CONFLICT (tenant_id, key_hash) DO NOTHING
