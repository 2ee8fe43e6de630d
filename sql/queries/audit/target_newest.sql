-- Reads what was about one object, done or tried, as the target of an operation or in one of its changes, the newest first, behind a position. The ids are gathered first, each part by its index.
-- param tenant_id int
-- param object_guid guid
-- param from_ms int
-- param position_ms int
-- param position_id int
-- param limit int
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
-- column result int
-- column result_reason text?
-- column repeats int
-- column actor_guid blob?
-- column app_guid blob?
-- column app_name text?
-- column address text?
-- column target_kind int
-- column target_guid blob?
-- rows many
SELECT
	o.id, o.guid, o.kind, o.actor_kind, o.actor_name, o.reason, o.correlation, o.target, o.change_count, o.created_ms,
	o.result, o.result_reason, o.repeats, o.actor_guid, o.app_guid, o.app_name, o.address, o.target_kind,
	o.target_guid
FROM (
	SELECT f.id FROM (
		SELECT t.id
		FROM operation t
		WHERE t.tenant_id = :tenant_id AND t.target_guid = :object_guid
			AND t.created_ms >= :from_ms AND (t.created_ms, t.id) < (:position_ms, :position_id)
		ORDER BY t.created_ms DESC, t.id DESC
		LIMIT :limit
	) f
	UNION
	SELECT c.operation_id
	FROM operation_change c
	WHERE c.tenant_id = :tenant_id AND c.subject_guid = :object_guid
) n
JOIN operation o ON o.tenant_id = :tenant_id AND o.id = n.id
WHERE o.created_ms >= :from_ms AND (o.created_ms, o.id) < (:position_ms, :position_id)
ORDER BY o.created_ms DESC, o.id DESC
LIMIT :limit
