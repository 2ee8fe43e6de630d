-- Finds the GUID and the name of a group, deleted or not: for showing where a licence comes from.
-- param tenant_id int
-- param id int
-- column guid guid
-- column display_name text
-- rows maybe
SELECT guid, display_name
FROM user_group
WHERE tenant_id = :tenant_id AND id = :id
