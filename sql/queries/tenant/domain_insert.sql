-- Adds a verified domain.
-- param tenant_id int
-- param name_key text
-- param name text
-- param is_default int
-- rows exec
INSERT INTO tenant_domain (tenant_id, name_key, name, is_default)
VALUES (:tenant_id, :name_key, :name, :is_default)
