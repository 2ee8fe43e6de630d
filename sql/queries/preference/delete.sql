-- Forgets what a user chose for himself.
-- param tenant_id int
-- param user_id int
-- param name text
-- rows exec
DELETE FROM preference
WHERE tenant_id = :tenant_id AND user_id = :user_id AND name = :name
