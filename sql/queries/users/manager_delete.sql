-- Leaves a user without a manager.
-- param tenant_id int
-- param user_id int
-- rows exec
DELETE FROM user_manager
WHERE tenant_id = :tenant_id AND user_id = :user_id
