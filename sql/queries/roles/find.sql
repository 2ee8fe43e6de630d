-- Finds an assignment by its public id.
-- param tenant_id int
-- param guid guid
-- column id int
-- rows maybe
SELECT id
FROM role_assignment
WHERE tenant_id = :tenant_id AND guid = :guid
