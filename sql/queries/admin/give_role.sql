-- Gives a user a directory role that he does not have.
-- param tenant_id int
-- param id int
-- param guid guid
-- param user_id int
-- param role int
-- param created_ms int
-- rows exec
INSERT INTO role_assignment (tenant_id, id, guid, principal_kind, principal_id, role, created_ms)
VALUES (:tenant_id, :id, :guid, 0, :user_id, :role, :created_ms)
