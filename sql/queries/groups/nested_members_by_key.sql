-- Pages through the users who are in a group or, at whatever depth, in one that is in it (D-17), by key.
-- param tenant_id int
-- param group_id int
-- param after int
-- param limit int
-- column user_id int
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
SELECT DISTINCT m.member_id AS user_id
FROM below
CROSS JOIN group_member m
WHERE m.tenant_id = :tenant_id AND m.group_id = below.group_id AND m.member_kind = 0 AND m.member_id > :after
ORDER BY user_id
LIMIT :limit
