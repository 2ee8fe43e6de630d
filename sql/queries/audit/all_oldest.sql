-- Reads everything in the audit log, the oldest first, behind a position.
-- param tenant_id int
-- param to_ms int
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
	id, guid, kind, actor_kind, actor_name, reason, correlation, target, change_count, created_ms,
	result, result_reason, repeats, actor_guid, app_guid, app_name, address, target_kind,
	target_guid
FROM operation
WHERE tenant_id = :tenant_id AND created_ms <= :to_ms AND (created_ms, id) > (:position_ms, :position_id)
ORDER BY created_ms, id
LIMIT :limit
