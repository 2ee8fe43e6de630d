-- Removes device codes that a user has approved.
-- param tenant_id int
-- param user_id int
-- rows exec
DELETE FROM oauth_device
WHERE tenant_id = :tenant_id AND user_id = :user_id
