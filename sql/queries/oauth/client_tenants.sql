-- Organisations that have registered a client id, for a request that names none ("common").
-- param app_guid guid
-- column tenant_id int
-- column tenant_guid guid
-- rows many
SELECT a.tenant_id, t.guid AS tenant_guid
FROM application a
JOIN tenant t ON t.id = a.tenant_id
WHERE a.app_guid = :app_guid AND t.deleting_ms IS NULL
ORDER BY a.tenant_id
LIMIT 2
