-- Where an application may have people sent back to.
-- param tenant_id int
-- param application_id int
-- column uri text
-- column kind int
-- rows many
SELECT uri, kind
FROM application_redirect
WHERE tenant_id = :tenant_id AND application_id = :application_id
ORDER BY uri
