-- The next organisation, behind a number, that has registered a client id: whoever signs in tells which one it is, and before that
-- nobody is bound to one.
-- param app_guid guid
-- param after int
-- column tenant_id int
-- rows maybe
SELECT a.tenant_id
FROM application a
JOIN tenant t ON t.id = a.tenant_id
WHERE a.app_guid = :app_guid AND a.tenant_id > :after AND t.deleting_ms IS NULL
ORDER BY a.tenant_id
LIMIT 1
