-- Pages through the users who are in a group or, at whatever depth, in one that is in it (D-17), the longest membership first.
-- param tenant_id int
-- param group_id int
-- param after_ms int
-- param after_id int
-- param limit int
-- column user_id int
-- column added_ms int
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
SELECT m.member_id AS user_id, MIN(m.added_ms) AS added_ms
FROM below
CROSS JOIN group_member m
WHERE m.tenant_id = :tenant_id AND m.group_id = below.group_id AND m.member_kind = 0
GROUP BY m.member_id
HAVING MIN(m.added_ms) > :after_ms OR (MIN(m.added_ms) = :after_ms AND m.member_id > :after_id)
ORDER BY added_ms, m.member_id
LIMIT :limit
