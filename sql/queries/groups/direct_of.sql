-- Lists the groups that a user or a group (member_kind) is in itself, deleted ones, too, by key.
-- param tenant_id int
-- param member_kind int
-- param member_id int
-- column group_id int
-- column added_ms int
-- rows many
SELECT group_id, added_ms
FROM group_member
WHERE tenant_id = :tenant_id AND member_kind = :member_kind AND member_id = :member_id
ORDER BY group_id
