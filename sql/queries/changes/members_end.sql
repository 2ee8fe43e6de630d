-- Tells where the page of a group's members that begins behind somebody ends, and how many there are.
-- param tenant_id int
-- param group_id int
-- param after int
-- param limit int
-- column count int
-- column last int?
-- rows one
SELECT COUNT(*) AS count, MAX(page.member_id) AS last
FROM (
	SELECT m.member_id
	FROM group_member m
	WHERE m.tenant_id = :tenant_id AND m.group_id = :group_id AND m.member_kind = 0 AND m.member_id > :after
	ORDER BY m.member_id
	LIMIT :limit
) AS page
