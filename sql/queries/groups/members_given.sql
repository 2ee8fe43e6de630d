-- Writes the changes of members_give.sql into an operation, numbered from seq on.
-- param tenant_id int
-- param group_id int
-- param sku_id int
-- param plan_set_id int
-- param operation_id int
-- param seq int
-- param first_ms int
-- param first_id int
-- param last_ms int
-- param last_id int
-- rows exec
INSERT INTO operation_change (
	tenant_id, operation_id, seq, kind, object_id, sku_id, source_id, plan_set_before, plan_set_after,
	state_before, state_after, detail, subject_guid
)
SELECT
	:tenant_id, :operation_id, :seq - 1 + row_number() OVER (ORDER BY m.added_ms, m.member_id), 1, m.member_id, :sku_id, :group_id,
	NULL, :plan_set_id, NULL, 0, NULL, u.guid
FROM group_member m
JOIN app_user u ON u.tenant_id = m.tenant_id AND u.id = m.member_id
WHERE m.tenant_id = :tenant_id AND m.group_id = :group_id AND m.member_kind = 0
	AND (m.added_ms, m.member_id) >= (:first_ms, :first_id) AND (m.added_ms, m.member_id) <= (:last_ms, :last_id)
