-- Grants an application a delegated permission, by everybody (user 0) or one user. What is granted already stays.
-- param tenant_id int
-- param application_id int
-- param user_id int
-- param permission int
-- param granted_ms int
-- rows exec
INSERT INTO application_permission (tenant_id, application_id, kind, user_id, permission, granted_ms)
VALUES (:tenant_id, :application_id, 1, :user_id, :permission, :granted_ms)
ON CONFLICT (tenant_id, application_id, kind, user_id, permission) DO NOTHING
