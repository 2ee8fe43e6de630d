-- Takes a user out of all groups: he goes for good.
-- param tenant_id int
-- param user_id int
-- rows exec
DELETE FROM group_member
WHERE tenant_id = :tenant_id AND member_kind = 0 AND member_id = :user_id
