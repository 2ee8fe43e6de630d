-- Adds the next members of a group, by key, to a change: those who live, and are not in it from another group.
-- param tenant_id int
-- param job_id int
-- param base int
-- param group_id int
-- param after int
-- param limit int
-- rows exec
INSERT INTO bulk_item (tenant_id, job_id, seq, user_id, line, name, state, digest, first_change, last_change)
SELECT u.tenant_id, :job_id, :base + row_number() OVER (ORDER BY u.id), u.id, 0, u.upn, 0, 0, 0, 0
FROM (
	SELECT m.member_id
	FROM group_member m
	WHERE m.tenant_id = :tenant_id AND m.group_id = :group_id AND m.member_kind = 0 AND m.member_id > :after
	ORDER BY m.member_id
	LIMIT :limit
) AS page
CROSS JOIN app_user u -- in this order: the page is short
WHERE u.tenant_id = :tenant_id AND u.id = page.member_id AND u.deleted_ms IS NULL
ON CONFLICT DO NOTHING
