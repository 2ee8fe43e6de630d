-- Tells whether a group is, at whatever depth, a member of another: then that one cannot become its member (D-17).
-- param tenant_id int
-- param group_id int
-- param above_id int
-- column found int
-- rows one
WITH RECURSIVE up (group_id) AS (
	SELECT m.group_id
	FROM group_member m
	WHERE m.tenant_id = :tenant_id AND m.member_kind = 1 AND m.member_id = :group_id
	UNION
	SELECT m.group_id
	FROM up
	JOIN group_member m ON m.tenant_id = :tenant_id AND m.member_kind = 1 AND m.member_id = up.group_id
)
SELECT COUNT(*) AS found
FROM up
WHERE group_id = :above_id
