-- Takes all older keys out of use at once: what they have signed is not good any more.
-- param retires_ms int
-- param before_id int
-- rows exec
UPDATE signing_key SET retires_ms = :retires_ms
WHERE id < :before_id AND retires_ms > :retires_ms
