-- Counts paths from groups that nobody is in any more, or that the group no longer gives, and that are not ActiveWithError (G-13).
-- param tenant_id int
-- param kind int
-- column count int
-- rows one
SELECT count(*)
FROM license_path p
JOIN user_group g ON g.tenant_id = p.tenant_id AND g.id = p.source_id
WHERE p.tenant_id = :tenant_id AND p.source_id <> 0 AND p.state <> 1 AND g.includes_nested = 0
	AND NOT EXISTS (
		SELECT 1
		FROM group_member m
		JOIN group_license l ON l.tenant_id = m.tenant_id AND l.group_id = m.group_id AND l.sku_id = p.sku_id
		WHERE m.tenant_id = p.tenant_id AND m.group_id = p.source_id AND m.member_kind = 0 AND m.member_id = p.user_id
			AND g.deleted_ms IS NULL
	)
	AND NOT EXISTS (
		SELECT 1
		FROM bulk_job b
		WHERE b.tenant_id = p.tenant_id AND b.kind = :kind AND b.target_id = p.source_id AND b.state < 4
	)
