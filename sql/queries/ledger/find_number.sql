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
-- column undoes_guid blob?
-- column undoes_kind int?
-- column undone_guid blob?
-- rows maybe
SELECT
	o.id, o.guid, o.kind, o.actor_kind, o.actor_id, o.actor_name, o.reason, o.correlation, o.target, o.change_count,
	o.created_ms, o.undoes_guid, o.undoes_kind, (
		SELECT v.guid FROM operation v
		WHERE v.tenant_id = o.tenant_id AND v.id = (
			SELECT max(u.id) FROM operation u
			WHERE u.tenant_id = o.tenant_id AND u.undoes_guid = o.guid
		)
	) AS undone_guid
FROM operation o
WHERE o.tenant_id = :tenant_id AND o.id = :id AND o.result = 0
