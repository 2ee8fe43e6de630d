-- Pages through the live groups that a user (member_kind 0) or group (1) is in itself, by key.
-- param tenant_id int
-- param member_kind int
-- param member_id int
-- param after int
-- param limit int
-- column group_id int
-- rows many
SELECT m.group_id
FROM group_member m
JOIN user_group g ON g.tenant_id = m.tenant_id AND g.id = m.group_id AND g.deleted_ms IS NULL
WHERE m.tenant_id = :tenant_id AND m.member_kind = :member_kind AND m.member_id = :member_id AND m.group_id > :after
ORDER BY m.group_id
LIMIT :limit
