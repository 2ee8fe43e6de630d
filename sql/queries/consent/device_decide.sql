-- Approves (1) or refuses (2) a device that waits.
-- param state int
-- param user_id int
-- param tenant_id int
-- param user_code text
-- param now_ms int
-- rows exec
UPDATE oauth_device SET state = :state, user_id = :user_id
WHERE tenant_id = :tenant_id AND user_code = :user_code AND state = 0 AND expires_ms > :now_ms
