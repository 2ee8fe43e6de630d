-- Lists the groups that are in a group themselves, deleted ones, too, by key.
-- param tenant_id int
-- param group_id int
-- column member_id int
-- rows many
SELECT member_id
FROM group_member
WHERE tenant_id = :tenant_id AND group_id = :group_id AND member_kind = 1
ORDER BY member_id
