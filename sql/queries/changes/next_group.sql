-- Finds, behind a group, the next by key of those that are in another at whatever depth.
-- param tenant_id int
-- param group_id int
-- param after int
-- column id int?
-- rows one
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
SELECT MIN(below.group_id) AS id
FROM below
WHERE below.group_id > :after
