-- Removes a user's authorisation codes.
-- param tenant_id int
-- param user_id int
-- rows exec
DELETE FROM oauth_code
WHERE tenant_id = :tenant_id AND user_id = :user_id
