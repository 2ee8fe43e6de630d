-- Removes a user's refresh tokens, of all applications.
-- param tenant_id int
-- param user_id int
-- rows exec
DELETE FROM oauth_refresh
WHERE tenant_id = :tenant_id AND user_id = :user_id
