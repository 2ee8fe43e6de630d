-- Finds a token by its hash. The one statement that does not start from a tenant: the token tells it.
-- param hash blob
-- column tenant_id int
-- column tenant_guid guid
-- column id int
-- column guid guid
-- column name text
-- column role int
-- column created_ms int
-- column expires_ms int
-- column revoked_ms int?
-- rows maybe
SELECT a.tenant_id, t.guid AS tenant_guid, a.id, a.guid, a.name, a.role, a.created_ms, a.expires_ms, a.revoked_ms
FROM access_token a
JOIN tenant t ON t.id = a.tenant_id
WHERE a.hash = :hash AND t.deleting_ms IS NULL
