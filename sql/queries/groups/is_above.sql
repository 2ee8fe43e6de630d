-- Tells whether a group is, at whatever depth, a member of another: then that one cannot become its member (D-17). A deleted group in
-- between counts while it may be restored: a Microsoft 365 group that was not deleted before kept_since_ms.
-- param tenant_id int
-- param group_id int
-- param above_id int
-- param kept_since_ms int
-- column found int
-- rows one
WITH RECURSIVE up (group_id) AS (
	SELECT m.group_id
	FROM group_member m
	WHERE m.tenant_id = :tenant_id AND m.member_kind = 1 AND m.member_id = :group_id
	UNION
	SELECT m.group_id
	FROM up
	JOIN user_group g
		ON g.tenant_id = :tenant_id AND g.id = up.group_id
			AND (g.deleted_ms IS NULL OR (g.is_unified = 1 AND g.deleted_ms >= :kept_since_ms))
	JOIN group_member m ON m.tenant_id = :tenant_id AND m.member_kind = 1 AND m.member_id = up.group_id
)
SELECT COUNT(*) AS found
FROM up
WHERE group_id = :above_id
