-- Pages through the live members of a group at whatever depth: users first, then groups, by key. Kinds from kind_min to kind_max.
-- param tenant_id int
-- param group_id int
-- param kind_min int
-- param kind_max int
-- param after_kind int
-- param after_id int
-- param limit int
-- column member_kind int
-- column member_id int
-- rows many
WITH RECURSIVE below (group_id) AS (
	SELECT g.id
	FROM user_group g
	WHERE g.tenant_id = :tenant_id AND g.id = :group_id
	UNION
	SELECT m.member_id
	FROM below
	CROSS JOIN group_member m
	CROSS JOIN user_group g
	WHERE m.tenant_id = :tenant_id AND m.group_id = below.group_id AND m.member_kind = 1
		AND g.tenant_id = :tenant_id AND g.id = m.member_id AND g.deleted_ms IS NULL
)
SELECT DISTINCT m.member_kind, m.member_id
FROM below
CROSS JOIN group_member m
LEFT JOIN app_user u ON m.member_kind = 0 AND u.tenant_id = m.tenant_id AND u.id = m.member_id AND u.deleted_ms IS NULL
LEFT JOIN user_group g ON m.member_kind = 1 AND g.tenant_id = m.tenant_id AND g.id = m.member_id AND g.deleted_ms IS NULL
WHERE m.tenant_id = :tenant_id AND m.group_id = below.group_id AND m.member_kind >= :kind_min AND m.member_kind <= :kind_max
	AND (m.member_kind, m.member_id) > (:after_kind, :after_id)
	AND (u.id IS NOT NULL OR g.id IS NOT NULL)
ORDER BY m.member_kind, m.member_id
LIMIT :limit
