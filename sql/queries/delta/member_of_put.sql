-- Notes for every group of a user or group that came back or went that it joined or left: members that are deleted are not shown.
-- param tenant_id int
-- param member_kind int
-- param member_id int
-- param stamp int
-- rows exec
INSERT INTO member_change (tenant_id, group_id, member_kind, member_id, stamp, guid)
SELECT
	m.tenant_id, m.group_id, m.member_kind, m.member_id, CAST(:stamp AS BIGINT),
	CASE
		WHEN m.member_kind = 0 THEN (SELECT u.guid FROM app_user u WHERE u.tenant_id = m.tenant_id AND u.id = m.member_id)
		ELSE (SELECT g.guid FROM user_group g WHERE g.tenant_id = m.tenant_id AND g.id = m.member_id)
	END
FROM group_member m
WHERE m.tenant_id = :tenant_id AND m.member_kind = :member_kind AND m.member_id = :member_id
ON CONFLICT (tenant_id, group_id, member_kind, member_id) DO UPDATE SET stamp = excluded.stamp
