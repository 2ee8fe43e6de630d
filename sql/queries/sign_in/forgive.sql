-- Forgets a user's failures, at all places.
-- param tenant_id int
-- param user_id int
-- rows exec
UPDATE sign_in_failure SET failures = 0
WHERE tenant_id = :tenant_id AND user_id = :user_id
