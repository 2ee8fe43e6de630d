-- The addresses that sign-in may send people back to, of one application.
-- param tenant_id int
-- param application_id int
-- column uri text
-- column kind int
-- rows many
SELECT uri, kind
FROM application_redirect
WHERE tenant_id = :tenant_id AND application_id = :application_id
ORDER BY kind, uri
