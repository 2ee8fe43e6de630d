-- Removes a user's sessions that are over for long.
-- param tenant_id int
-- param user_id int
-- param before_ms int
-- rows exec
DELETE FROM session
WHERE tenant_id = :tenant_id AND user_id = :user_id AND expires_ms < :before_ms
