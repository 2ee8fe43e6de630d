-- Pages through the live members of a group with their ids: users first, then groups, by key.
-- param tenant_id int
-- param group_id int
-- param after_kind int
-- param after_id int
-- param limit int
-- column member_kind int
-- column member_id int
-- column user_guid blob?
-- column group_guid blob?
-- rows many
SELECT m.member_kind, m.member_id, u.guid AS user_guid, g.guid AS group_guid
FROM group_member m
LEFT JOIN app_user u ON m.member_kind = 0 AND u.tenant_id = m.tenant_id AND u.id = m.member_id AND u.deleted_ms IS NULL
LEFT JOIN user_group g ON m.member_kind = 1 AND g.tenant_id = m.tenant_id AND g.id = m.member_id AND g.deleted_ms IS NULL
WHERE m.tenant_id = :tenant_id AND m.group_id = :group_id
	AND (m.member_kind, m.member_id) > (:after_kind, :after_id)
	AND (u.id IS NOT NULL OR g.id IS NOT NULL)
ORDER BY m.member_kind, m.member_id
LIMIT :limit
