-- Roles that a user has for the whole organisation.
-- param tenant_id int
-- param user_id int
-- column role int
-- rows many
SELECT role
FROM role_assignment
WHERE tenant_id = :tenant_id AND principal_kind = 0 AND principal_id = :user_id AND scope = '/'
ORDER BY role
