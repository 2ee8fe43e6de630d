-- Finds a session by the hash of its secret, which tells the organisation too.
-- param hash blob
-- column tenant_id int
-- column tenant_guid guid
-- column id int
-- column guid guid
-- column user_guid guid
-- column address text
-- column agent text
-- column created_ms int
-- column seen_ms int
-- column expires_ms int
-- column revoked_ms int?
-- rows maybe
SELECT
	s.tenant_id, t.guid AS tenant_guid, s.id, s.guid, u.guid AS user_guid, s.address, s.agent, s.created_ms, s.seen_ms,
	s.expires_ms, s.revoked_ms
FROM session s
JOIN tenant t ON t.id = s.tenant_id
JOIN app_user u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
WHERE s.hash = :hash
