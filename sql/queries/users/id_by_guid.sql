-- Finds a user by GUID, deleted or not.
-- param tenant_id int
-- param guid guid
-- column id int
-- column deleted_ms int?
-- rows maybe
SELECT id, deleted_ms
FROM app_user
WHERE tenant_id = :tenant_id AND guid = :guid
