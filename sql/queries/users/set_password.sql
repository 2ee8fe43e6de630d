-- Sets a user's password hash.
-- param tenant_id int
-- param user_id int
-- param hash text
-- param must_change int
-- param set_ms int
-- rows exec
INSERT INTO user_password (tenant_id, user_id, hash, must_change, set_ms)
VALUES (:tenant_id, :user_id, :hash, :must_change, :set_ms)
ON CONFLICT (tenant_id, user_id) DO UPDATE
SET hash = excluded.hash, must_change = excluded.must_change, set_ms = excluded.set_ms
