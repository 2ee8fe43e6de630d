-- Counts members of licensed groups who lack a path that the group gives, unless a task is to give it. Users are looked up one by one, by
-- key: PostgreSQL, where it knows nothing of the tables yet, would otherwise go through all of them for each member.
-- param tenant_id int
-- param kind int
-- column count int
-- rows one
SELECT count(*)
FROM group_license l
JOIN user_group g ON g.tenant_id = l.tenant_id AND g.id = l.group_id AND g.deleted_ms IS NULL
JOIN group_member m ON m.tenant_id = l.tenant_id AND m.group_id = l.group_id AND m.member_kind = 0
LEFT JOIN license_path p
	ON p.tenant_id = l.tenant_id AND p.user_id = m.member_id AND p.sku_id = l.sku_id AND p.source_id = l.group_id
WHERE l.tenant_id = :tenant_id AND p.user_id IS NULL AND (
	SELECT CASE WHEN u.deleted_ms IS NULL THEN 1 ELSE 0 END
	FROM app_user u
	WHERE u.tenant_id = m.tenant_id AND u.id = m.member_id
) = 1 AND NOT EXISTS (
	SELECT 1
	FROM bulk_job b
	WHERE b.tenant_id = l.tenant_id AND b.kind = :kind AND b.target_id = l.group_id AND b.state < 4
)
