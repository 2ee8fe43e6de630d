-- Takes the directory roles of an application that is removed.
-- param tenant_id int
-- param application_id int
-- rows exec
DELETE FROM role_assignment
WHERE tenant_id = :tenant_id AND principal_kind = 1 AND principal_id = :application_id
