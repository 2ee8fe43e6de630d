-- Stores a new key. When another process was faster its key counts.
-- param id int
-- param kid text
-- param private_key blob
-- param created_ms int
-- param signs_from_ms int
-- param retires_ms int
-- rows exec
INSERT INTO signing_key (id, kid, private_key, created_ms, signs_from_ms, retires_ms)
VALUES (:id, :kid, :private_key, :created_ms, :signs_from_ms, :retires_ms)
ON CONFLICT (id) DO NOTHING
