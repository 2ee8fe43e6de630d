-- Counts groups that are, at whatever depth, members of themselves (D-17).
-- param tenant_id int
-- column count int
-- rows one
WITH RECURSIVE up (start_id, group_id) AS (
	SELECT m.member_id, m.group_id
	FROM group_member m
	WHERE m.tenant_id = :tenant_id AND m.member_kind = 1
	UNION
	SELECT up.start_id, m.group_id
	FROM up
	JOIN group_member m ON m.tenant_id = :tenant_id AND m.member_kind = 1 AND m.member_id = up.group_id
)
SELECT count(*)
FROM up
WHERE start_id = group_id
