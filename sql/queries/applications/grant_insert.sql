-- Grants a permission. One that is granted already keeps its date.
-- param tenant_id int
-- param application_id int
-- param kind int
-- param user_id int
-- param permission int
-- param granted_ms int
-- rows exec
INSERT INTO application_permission (tenant_id, application_id, kind, user_id, permission, granted_ms)
VALUES (:tenant_id, :application_id, :kind, :user_id, :permission, :granted_ms)
ON CONFLICT DO NOTHING
