-- Tells who is the last of the items of a change so far.
-- param tenant_id int
-- param job_id int
-- column seq int
-- column user_id int
-- rows maybe
SELECT seq, user_id
FROM bulk_item
WHERE tenant_id = :tenant_id AND job_id = :job_id
ORDER BY seq DESC
LIMIT 1
