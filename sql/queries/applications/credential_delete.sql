-- Removes a secret or a certificate of an application.
-- param tenant_id int
-- param application_id int
-- param kind int
-- param guid guid
-- rows exec
DELETE FROM application_credential
WHERE tenant_id = :tenant_id AND guid = :guid AND application_id = :application_id AND kind = :kind
