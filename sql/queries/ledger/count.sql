-- Raises the number of changes of an operation that is written in several transactions.
-- param change_count int
-- param tenant_id int
-- param id int
-- rows exec
UPDATE operation SET change_count = :change_count
WHERE tenant_id = :tenant_id AND id = :id
