-- Finds an operation that was done, by number or else by GUID, to take it back.
-- param tenant_id int
-- param id int
-- param guid guid
-- column id int
-- column guid guid
-- column kind int
-- column target text
-- column target_kind int
-- column target_guid blob?
-- column change_count int
-- column undoes_kind int?
-- rows maybe
SELECT id, guid, kind, target, target_kind, target_guid, change_count, undoes_kind
FROM operation
WHERE tenant_id = :tenant_id AND id = :id AND result = 0
UNION ALL
SELECT id, guid, kind, target, target_kind, target_guid, change_count, undoes_kind
FROM operation
WHERE tenant_id = :tenant_id AND guid = :guid AND result = 0
