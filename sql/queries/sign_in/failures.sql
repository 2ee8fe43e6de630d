-- Failures in a row of a user at a place; no row: none yet, and, but for the place '', no place of his.
-- param tenant_id int
-- param user_id int
-- param place text
-- column failures int
-- column last_ms int
-- rows maybe
SELECT failures, last_ms
FROM sign_in_failure
WHERE tenant_id = :tenant_id AND user_id = :user_id AND place = :place
