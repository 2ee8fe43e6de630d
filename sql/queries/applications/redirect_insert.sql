-- Adds an address that sign-in may send people back to.
-- param tenant_id int
-- param application_id int
-- param uri text
-- param kind int
-- rows exec
INSERT INTO application_redirect (tenant_id, application_id, uri, kind)
VALUES (:tenant_id, :application_id, :uri, :kind)
