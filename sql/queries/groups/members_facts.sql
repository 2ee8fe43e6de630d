-- Pages through the users who are in a group themselves, the longest membership first (D-08), with what deciding about those needs who have
-- nothing yet: is_plain tells that a user is live, has no path, is in no other group that gives something, and, when needs_mail is 1, that
-- nobody else has his mail address.
-- param tenant_id int
-- param group_id int
-- param after_ms int
-- param after_id int
-- param needs_mail int
-- param limit int
-- column user_id int
-- column added_ms int
-- column usage_location text?
-- column is_plain int
-- rows many
SELECT m.member_id AS user_id, m.added_ms, u.usage_location, CASE WHEN
	u.deleted_ms IS NULL
	AND NOT EXISTS (SELECT 1 FROM license_path p WHERE p.tenant_id = :tenant_id AND p.user_id = m.member_id)
	AND NOT EXISTS (
		SELECT 1
		FROM group_member o
		CROSS JOIN group_license l
		WHERE o.tenant_id = :tenant_id AND o.member_kind = 0 AND o.member_id = m.member_id AND o.group_id <> :group_id
			AND l.tenant_id = :tenant_id AND l.group_id = o.group_id
	)
	AND (:needs_mail = 0 OR u.mail_key IS NULL OR NOT EXISTS (
		SELECT 1
		FROM app_user a
		WHERE a.tenant_id = :tenant_id AND a.mail_key BETWEEN u.mail_key AND u.mail_key AND a.deleted_ms IS NULL AND a.id <> u.id
	))
THEN 1 ELSE 0 END AS is_plain
FROM group_member m
CROSS JOIN app_user u
WHERE m.tenant_id = :tenant_id AND m.group_id = :group_id AND m.member_kind = 0
	AND (m.added_ms, m.member_id) > (:after_ms, :after_id)
	AND u.tenant_id = :tenant_id AND u.id = m.member_id
ORDER BY m.added_ms, m.member_id
LIMIT :limit
