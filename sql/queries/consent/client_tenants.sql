-- Organisations that have registered a client id: whoever signs in tells which one it is, and before that nobody is bound to one.
-- param app_guid guid
-- column tenant_id int
-- column tenant_guid guid
-- rows many
SELECT a.tenant_id, t.guid AS tenant_guid
FROM application a
JOIN tenant t ON t.id = a.tenant_id
WHERE a.app_guid = :app_guid
ORDER BY a.tenant_id
