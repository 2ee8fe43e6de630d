-- Removes some changes of members up to a stamp, the first ones.
-- param tenant_id int
-- param to int
-- param limit int
-- rows exec
DELETE FROM member_change
WHERE tenant_id = :tenant_id AND (tenant_id, group_id, member_kind, member_id) IN (
	SELECT c.tenant_id, c.group_id, c.member_kind, c.member_id
	FROM member_change c
	WHERE c.tenant_id = :tenant_id AND c.stamp <= :to
	ORDER BY c.stamp
	LIMIT :limit
)
