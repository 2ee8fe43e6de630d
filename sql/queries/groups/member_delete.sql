-- Removes a member.
-- param tenant_id int
-- param group_id int
-- param member_kind int
-- param member_id int
-- rows exec
DELETE FROM group_member
WHERE tenant_id = :tenant_id AND group_id = :group_id AND member_kind = :member_kind AND member_id = :member_id
