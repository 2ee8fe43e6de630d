-- Tells whether a user or group is in a group itself, and whether a user owns it.
-- param tenant_id int
-- param group_id int
-- param member_kind int
-- param object_id int
-- column member int
-- column owner int
-- rows one
SELECT
	(
		SELECT COUNT(*) FROM group_member m
		WHERE m.tenant_id = :tenant_id AND m.group_id = :group_id AND m.member_kind = :member_kind AND m.member_id = :object_id
	) AS member,
	(
		SELECT COUNT(*) FROM group_owner o
		WHERE o.tenant_id = :tenant_id AND o.group_id = :group_id AND :member_kind = 0 AND o.user_id = :object_id
	) AS owner
