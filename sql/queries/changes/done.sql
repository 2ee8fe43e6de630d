-- Lists what an operation did to a user or a group, in order, in a part of its changes: of a user direct licences, places in the line for them, and memberships; of a group what it gives, and the groups that it is in.
-- param tenant_id int
-- param operation_id int
-- param first int
-- param last int
-- param object_id int
-- param is_group int
-- column kind int
-- column sku_id int?
-- column source_id int?
-- column plan_set_before int?
-- column plan_set_after int?
-- column state_before int?
-- column state_after int?
-- column detail text?
-- column source_guid blob?
-- column source_name text?
-- column source_deleted_ms int?
-- rows many
SELECT
	c.kind, c.sku_id, c.source_id, c.plan_set_before, c.plan_set_after, c.state_before, c.state_after, c.detail,
	s.guid AS source_guid, s.display_name AS source_name, s.deleted_ms AS source_deleted_ms
FROM operation_change c
LEFT JOIN user_group s ON s.tenant_id = c.tenant_id AND s.id = c.source_id AND c.kind IN (14, 16)
WHERE c.tenant_id = :tenant_id AND c.operation_id = :operation_id AND c.seq >= :first AND c.seq <= :last
	AND c.object_id = :object_id
	AND CASE WHEN :is_group = 1 THEN c.kind IN (15, 16) ELSE c.kind = 14 OR (c.kind IN (1, 20) AND c.source_id = 0) END
ORDER BY c.seq
