-- Finds who joined or left groups behind a place and up to a stamp, in the order of stamps, and whether he is a member now.
-- param tenant_id int
-- param after_stamp int
-- param after_group int
-- param after_kind int
-- param after_id int
-- param to int
-- param limit int
-- column stamp int
-- column group_id int
-- column member_kind int
-- column member_id int
-- column guid guid
-- column is_member int
-- rows many
SELECT
	c.stamp, c.group_id, c.member_kind, c.member_id, c.guid,
	CASE WHEN EXISTS (
		SELECT 1 FROM group_member m
		LEFT JOIN app_user u ON m.member_kind = 0 AND u.tenant_id = m.tenant_id AND u.id = m.member_id AND u.deleted_ms IS NULL
		LEFT JOIN user_group g ON m.member_kind = 1 AND g.tenant_id = m.tenant_id AND g.id = m.member_id AND g.deleted_ms IS NULL
		WHERE m.tenant_id = c.tenant_id AND m.group_id = c.group_id AND m.member_kind = c.member_kind AND m.member_id = c.member_id
			AND (u.id IS NOT NULL OR g.id IS NOT NULL)
	) THEN 1 ELSE 0 END AS is_member
FROM member_change c
WHERE c.tenant_id = :tenant_id
	AND (c.stamp, c.group_id, c.member_kind, c.member_id) > (:after_stamp, :after_group, :after_kind, :after_id) AND c.stamp <= :to
ORDER BY c.stamp, c.group_id, c.member_kind, c.member_id
LIMIT :limit
