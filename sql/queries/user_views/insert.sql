-- Writes a new custom view.
-- param tenant_id int
-- param id int
-- param guid guid
-- param display_name text
-- param name_key text
-- param conditions text
-- param created_ms int
-- rows exec
INSERT INTO user_view (tenant_id, id, guid, display_name, name_key, conditions, created_ms)
VALUES (:tenant_id, :id, :guid, :display_name, :name_key, :conditions, :created_ms)
