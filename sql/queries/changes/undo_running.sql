-- Finds the change of many users that an operation belongs to, while it is not over.
-- param tenant_id int
-- param operation_id int
-- param kind int
-- column guid guid
-- rows maybe
SELECT guid
FROM bulk_job
WHERE tenant_id = :tenant_id AND kind = :kind AND operation_id = :operation_id AND state < 4 AND state < 3 -- the first for the index
ORDER BY id
LIMIT 1
