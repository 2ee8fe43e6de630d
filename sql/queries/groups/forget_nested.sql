-- Takes a group out of the groups that it is a member of: it goes for good.
-- param tenant_id int
-- param group_id int
-- rows exec
DELETE FROM group_member
WHERE tenant_id = :tenant_id AND member_kind = 1 AND member_id = :group_id
