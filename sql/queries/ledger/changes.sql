-- Pages through the changes of an operation, with the user or group each is about, and the group that a path comes from or that is joined.
-- param tenant_id int
-- param operation_id int
-- param after int
-- param limit int
-- column seq int
-- column kind int
-- column object_id int
-- column subject_guid blob?
-- column sku_id int?
-- column source_id int?
-- column plan_set_before int?
-- column plan_set_after int?
-- column state_before int?
-- column state_after int?
-- column detail text?
-- column user_guid blob?
-- column user_upn text?
-- column group_guid blob?
-- column group_name text?
-- column source_guid blob?
-- column source_name text?
-- rows many
SELECT
	c.seq, c.kind, c.object_id, c.subject_guid, c.sku_id, c.source_id, c.plan_set_before, c.plan_set_after,
	c.state_before, c.state_after, c.detail, u.guid AS user_guid, u.upn AS user_upn, g.guid AS group_guid,
	g.display_name AS group_name, s.guid AS source_guid, s.display_name AS source_name
FROM operation_change c
LEFT JOIN app_user u ON u.tenant_id = c.tenant_id AND u.id = c.object_id AND c.kind IN (0, 1, 7, 14, 20, 32)
LEFT JOIN user_group g ON g.tenant_id = c.tenant_id AND g.id = c.object_id AND c.kind IN (13, 15, 16)
LEFT JOIN user_group s ON s.tenant_id = c.tenant_id AND s.id = c.source_id AND c.kind IN (1, 14, 16, 20)
WHERE c.tenant_id = :tenant_id AND c.operation_id = :operation_id AND c.seq > :after
ORDER BY c.seq
LIMIT :limit
