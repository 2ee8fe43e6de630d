-- Writes an active path from a group for each of its members from one place to another in their order (D-08): none of them has one.
-- param tenant_id int
-- param group_id int
-- param sku_id int
-- param plan_set_id int
-- param since_ms int
-- param operation_id int
-- param first_ms int
-- param first_id int
-- param last_ms int
-- param last_id int
-- rows exec
INSERT INTO license_path (
	tenant_id, user_id, sku_id, source_id, plan_set_id, state, error, since_ms, operation_id
)
SELECT :tenant_id, m.member_id, :sku_id, :group_id, :plan_set_id, 0, 0, :since_ms, :operation_id
FROM group_member m
WHERE m.tenant_id = :tenant_id AND m.group_id = :group_id AND m.member_kind = 0
	AND (m.added_ms, m.member_id) >= (:first_ms, :first_id) AND (m.added_ms, m.member_id) <= (:last_ms, :last_id)
ORDER BY m.added_ms, m.member_id
