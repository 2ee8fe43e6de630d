-- Gives a role, unless the same is given already: then nothing is changed.
-- param tenant_id int
-- param id int
-- param guid guid
-- param principal_kind int
-- param principal_id int
-- param role int
-- param scope text
-- param created_ms int
-- rows exec
INSERT INTO role_assignment (tenant_id, id, guid, principal_kind, principal_id, role, scope, created_ms)
VALUES (:tenant_id, :id, :guid, :principal_kind, :principal_id, :role, :scope, :created_ms)
ON CONFLICT (tenant_id, principal_kind, principal_id, role, scope) DO NOTHING
