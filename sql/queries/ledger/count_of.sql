-- Tells how many changes an operation has: several tasks may go on with the same one.
-- param tenant_id int
-- param id int
-- column change_count int
-- rows maybe
SELECT change_count
FROM operation
WHERE tenant_id = :tenant_id AND id = :id
