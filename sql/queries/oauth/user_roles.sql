-- Directory roles of a user, for the claim wids.
-- param tenant_id int
-- param user_id int
-- column role int
-- rows many
SELECT role
FROM role_assignment
WHERE tenant_id = :tenant_id AND principal_kind = 0 AND principal_id = :user_id AND scope = '/'
ORDER BY role
