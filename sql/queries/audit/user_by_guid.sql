-- Finds how a user is called, also a deleted one, for an entry of the audit log.
-- param tenant_id int
-- param guid guid
-- column id int
-- column guid guid
-- column upn text
-- rows maybe
SELECT id, guid, upn
FROM app_user
WHERE tenant_id = :tenant_id AND guid = :guid
