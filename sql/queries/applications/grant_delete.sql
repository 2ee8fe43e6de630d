-- Takes a permission back.
-- param tenant_id int
-- param application_id int
-- param kind int
-- param user_id int
-- param permission int
-- rows exec
DELETE FROM application_permission
WHERE tenant_id = :tenant_id AND application_id = :application_id AND kind = :kind AND user_id = :user_id
	AND permission = :permission
