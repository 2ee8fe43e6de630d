-- Writes a new template for new users.
-- param tenant_id int
-- param id int
-- param guid guid
-- param owner_kind int
-- param owner_id int
-- param display_name text
-- param name_key text
-- param contents text
-- param created_ms int
-- rows exec
INSERT INTO user_template (tenant_id, id, guid, owner_kind, owner_id, display_name, name_key, contents, created_ms)
VALUES (:tenant_id, :id, :guid, :owner_kind, :owner_id, :display_name, :name_key, :contents, :created_ms)
