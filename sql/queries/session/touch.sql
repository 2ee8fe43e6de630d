-- Writes when a session was last used; never backwards.
-- param seen_ms int
-- param tenant_id int
-- param id int
-- rows exec
UPDATE session SET seen_ms = :seen_ms
WHERE tenant_id = :tenant_id AND id = :id AND seen_ms < :seen_ms
