-- Writes a setting of an organisation.
-- param tenant_id int
-- param name text
-- param value text
-- rows exec
INSERT INTO setting (tenant_id, name, value)
VALUES (:tenant_id, :name, :value)
ON CONFLICT (tenant_id, name) DO UPDATE SET value = excluded.value
