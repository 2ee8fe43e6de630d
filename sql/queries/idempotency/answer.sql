-- Keeps the answer to a request with an Idempotency-Key.
-- param status int
-- param headers text?
-- param body blob?
-- param job_id int?
-- param tenant_id int
-- param key_hash blob
-- rows exec
UPDATE idempotency
SET status = :status, headers = :headers, body = :body, job_id = :job_id
WHERE tenant_id = :tenant_id AND key_hash = :key_hash
