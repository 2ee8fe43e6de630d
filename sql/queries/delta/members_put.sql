-- Notes for every member of a group that came back that he joined it.
-- param tenant_id int
-- param group_id int
-- param stamp int
-- rows exec
INSERT INTO member_change (tenant_id, group_id, member_kind, member_id, stamp, guid)
SELECT m.tenant_id, m.group_id, m.member_kind, m.member_id, CAST(:stamp AS BIGINT), COALESCE(u.guid, g.guid)
FROM group_member m
LEFT JOIN app_user u ON m.member_kind = 0 AND u.tenant_id = m.tenant_id AND u.id = m.member_id
LEFT JOIN user_group g ON m.member_kind = 1 AND g.tenant_id = m.tenant_id AND g.id = m.member_id
WHERE m.tenant_id = :tenant_id AND m.group_id = :group_id AND (u.id IS NOT NULL OR g.id IS NOT NULL)
ON CONFLICT (tenant_id, group_id, member_kind, member_id) DO UPDATE SET stamp = excluded.stamp
