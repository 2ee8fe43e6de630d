-- A user's sessions that have not ended, the newest first.
-- param tenant_id int
-- param user_id int
-- param now_ms int
-- param idle_since_ms int
-- column id int
-- column guid guid
-- column address text
-- column agent text
-- column created_ms int
-- column seen_ms int
-- column expires_ms int
-- rows many
SELECT id, guid, address, agent, created_ms, seen_ms, expires_ms
FROM session
WHERE tenant_id = :tenant_id AND user_id = :user_id AND revoked_ms IS NULL AND expires_ms > :now_ms
	AND seen_ms > :idle_since_ms
ORDER BY created_ms DESC, id DESC
