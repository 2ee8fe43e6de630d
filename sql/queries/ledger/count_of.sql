-- Finds an operation that goes on, with its number of changes: several tasks may go on with the same one.
-- param tenant_id int
-- param id int
-- column change_count int
-- column target_guid blob?
-- rows maybe
SELECT change_count, target_guid
FROM operation
WHERE tenant_id = :tenant_id AND id = :id
