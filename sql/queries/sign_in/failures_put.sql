-- Writes how often a user has failed in a row at a place; 0 after a success, which makes the place his.
-- param tenant_id int
-- param user_id int
-- param place text
-- param failures int
-- param last_ms int
-- rows exec
INSERT INTO sign_in_failure (tenant_id, user_id, place, failures, last_ms)
VALUES (:tenant_id, :user_id, :place, :failures, :last_ms)
ON CONFLICT (tenant_id, user_id, place) DO UPDATE
SET failures = excluded.failures, last_ms = excluded.last_ms
