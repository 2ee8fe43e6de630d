-- The request with an Idempotency-Key, and how it was answered.
-- param tenant_id int
-- param key_hash blob
-- column content_hash blob
-- column status int
-- column headers text?
-- column body blob?
-- column job_id int?
-- rows maybe
SELECT content_hash, status, headers, body, job_id
FROM idempotency
WHERE tenant_id = :tenant_id AND key_hash = :key_hash
