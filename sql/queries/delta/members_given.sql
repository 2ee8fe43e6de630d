-- Notes the change of licences of every member of a group from one place to another in their order (groups/members_give.sql).
-- param tenant_id int
-- param group_id int
-- param stamp int
-- param first_ms int
-- param first_id int
-- param last_ms int
-- param last_id int
-- rows exec
INSERT INTO object_change (tenant_id, kind, object_id, aspect, stamp, guid)
SELECT m.tenant_id, 0, m.member_id, 'licenses', CAST(:stamp AS BIGINT), NULL
FROM group_member m
WHERE m.tenant_id = :tenant_id AND m.group_id = :group_id AND m.member_kind = 0
	AND (m.added_ms, m.member_id) >= (:first_ms, :first_id) AND (m.added_ms, m.member_id) <= (:last_ms, :last_id)
ON CONFLICT (tenant_id, kind, object_id, aspect) DO UPDATE SET stamp = excluded.stamp
