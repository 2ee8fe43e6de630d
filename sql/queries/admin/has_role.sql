-- Tells whether a user has a directory role.
-- param tenant_id int
-- param user_id int
-- param role int
-- column id int
-- rows maybe
SELECT id
FROM role_assignment
WHERE tenant_id = :tenant_id AND principal_kind = 0 AND principal_id = :user_id AND role = :role AND scope = '/'
ORDER BY id
LIMIT 1
