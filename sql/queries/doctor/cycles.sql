-- Counts groups that are, at whatever depth, members of themselves (D-17). Deleted groups count while they may be restored: Microsoft 365
-- groups that were not deleted before kept_since_ms.
-- param tenant_id int
-- param kept_since_ms int
-- column count int
-- rows one
WITH RECURSIVE up (start_id, group_id) AS (
	SELECT m.member_id, m.group_id
	FROM user_group g
	JOIN group_member m ON m.tenant_id = :tenant_id AND m.member_kind = 1 AND m.member_id = g.id
	WHERE g.tenant_id = :tenant_id AND (g.deleted_ms IS NULL OR (g.is_unified = 1 AND g.deleted_ms >= :kept_since_ms))
	UNION
	SELECT up.start_id, m.group_id
	FROM up
	JOIN user_group g
		ON g.tenant_id = :tenant_id AND g.id = up.group_id
			AND (g.deleted_ms IS NULL OR (g.is_unified = 1 AND g.deleted_ms >= :kept_since_ms))
	JOIN group_member m ON m.tenant_id = :tenant_id AND m.member_kind = 1 AND m.member_id = up.group_id
)
SELECT count(*)
FROM up
WHERE start_id = group_id
