-- Tells the public id of an operation.
-- param tenant_id int
-- param id int
-- column guid guid
-- rows maybe
SELECT guid
FROM operation
WHERE tenant_id = :tenant_id AND id = :id
