-- Lists the groups above a group, at whatever depth, that license nested members (D-17): what happens below concerns them.
-- param tenant_id int
-- param group_id int
-- column id int
-- rows many
WITH RECURSIVE up (group_id) AS (
	SELECT m.group_id
	FROM group_member m
	WHERE m.tenant_id = :tenant_id AND m.member_kind = 1 AND m.member_id = :group_id
	UNION
	SELECT m.group_id
	FROM up
	JOIN group_member m ON m.tenant_id = :tenant_id AND m.member_kind = 1 AND m.member_id = up.group_id
)
SELECT g.id
FROM up
CROSS JOIN user_group g
WHERE g.tenant_id = :tenant_id AND g.id = up.group_id AND g.includes_nested = 1 AND g.deleted_ms IS NULL
ORDER BY g.id
