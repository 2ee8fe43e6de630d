-- Takes all addresses of an application, before the new list is written.
-- param tenant_id int
-- param application_id int
-- rows exec
DELETE FROM application_redirect
WHERE tenant_id = :tenant_id AND application_id = :application_id
