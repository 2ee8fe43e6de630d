-- Directory roles of an application's service principal.
-- param tenant_id int
-- param application_id int
-- column role int
-- rows many
SELECT role
FROM role_assignment
WHERE tenant_id = :tenant_id AND principal_kind = 1 AND principal_id = :application_id AND scope = '/'
ORDER BY role
