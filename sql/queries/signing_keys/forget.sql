-- Removes keys that have retired.
-- param now_ms int
-- rows exec
DELETE FROM signing_key
WHERE retires_ms <= :now_ms
