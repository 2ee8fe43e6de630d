-- Finds the operation that last changed a path: the path remembers its number. None when the ledger has forgotten it.
-- param tenant_id int
-- param user_id int
-- param sku_id int
-- param source_id int
-- column id int
-- column guid guid
-- column kind int
-- column actor_kind int
-- column actor_name text
-- column reason text?
-- column correlation text
-- column target text
-- column change_count int
-- column created_ms int
-- column undoes_guid blob?
-- column undone_guid blob?
-- rows maybe
SELECT
	o.id, o.guid, o.kind, o.actor_kind, o.actor_name, o.reason, o.correlation, o.target, o.change_count,
	o.created_ms, o.undoes_guid, (
		SELECT v.guid FROM operation v
		WHERE v.tenant_id = o.tenant_id AND v.id = (
			SELECT max(u.id) FROM operation u
			WHERE u.tenant_id = o.tenant_id AND u.undoes_guid = o.guid
		)
	) AS undone_guid
FROM license_path p
JOIN operation o ON o.tenant_id = p.tenant_id AND o.id = p.operation_id
WHERE p.tenant_id = :tenant_id AND p.user_id = :user_id AND p.sku_id = :sku_id AND p.source_id = :source_id
