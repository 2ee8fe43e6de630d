-- Finds an operation that was done by its number.
-- param tenant_id int
-- param id int
-- column id int
-- column guid guid
-- column kind int
-- column actor_kind int
-- column actor_id int
-- column actor_name text
-- column reason text?
-- column correlation text
-- column target text
-- column change_count int
-- column created_ms int
-- rows maybe
SELECT
	id, guid, kind, actor_kind, actor_id, actor_name, reason, correlation, target, change_count,
	created_ms
FROM operation
WHERE tenant_id = :tenant_id AND id = :id AND result = 0
