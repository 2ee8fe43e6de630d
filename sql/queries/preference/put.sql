-- Writes what a user chose for himself.
-- param tenant_id int
-- param user_id int
-- param name text
-- param value text
-- rows exec
INSERT INTO preference (tenant_id, user_id, name, value)
VALUES (:tenant_id, :user_id, :name, :value)
ON CONFLICT (tenant_id, user_id, name) DO UPDATE SET value = excluded.value
