-- Notes that somebody joined or left a group.
-- param tenant_id int
-- param group_id int
-- param member_kind int
-- param member_id int
-- param stamp int
-- rows exec
INSERT INTO member_change (tenant_id, group_id, member_kind, member_id, stamp, guid)
VALUES (
	:tenant_id, :group_id, :member_kind, :member_id, :stamp,
	CASE
		WHEN :member_kind = 0 THEN (SELECT u.guid FROM app_user u WHERE u.tenant_id = :tenant_id AND u.id = :member_id)
		ELSE (SELECT g.guid FROM user_group g WHERE g.tenant_id = :tenant_id AND g.id = :member_id)
	END
)
ON CONFLICT (tenant_id, group_id, member_kind, member_id) DO UPDATE SET stamp = excluded.stamp
