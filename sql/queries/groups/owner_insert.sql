-- Adds an owner; does nothing when he is one already.
-- param tenant_id int
-- param group_id int
-- param user_id int
-- param added_ms int
-- rows exec
INSERT INTO group_owner (tenant_id, group_id, user_id, added_ms)
VALUES (:tenant_id, :group_id, :user_id, :added_ms)
ON CONFLICT (tenant_id, group_id, user_id) DO NOTHING
