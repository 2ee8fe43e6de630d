-- Takes a role.
-- param tenant_id int
-- param id int
-- rows exec
DELETE FROM role_assignment
WHERE tenant_id = :tenant_id AND id = :id
