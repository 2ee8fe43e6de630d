-- Removes an owner.
-- param tenant_id int
-- param group_id int
-- param user_id int
-- rows exec
DELETE FROM group_owner
WHERE tenant_id = :tenant_id AND group_id = :group_id AND user_id = :user_id
